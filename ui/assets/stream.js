// Gradio closes its stream of events when none is pending, and does not open it again for one that
// was sent in that moment: what it brings would wait for the next event. So one is sent.
(() => {
  const wait = 1000;
  const send = window.fetch;
  let streams = 0;
  let open = false;

  function began(signal) {
    const mine = (streams += 1);
    open = true;
    const ended = () => { if (mine === streams) open = false; };
    signal?.addEventListener('abort', ended);
    return ended;
  }

  // An open stream may still bring the event; however late it closes, what it left is asked for.
  function watch(before) {
    if (streams !== before) return;
    if (open) setTimeout(watch, wait, before);
    else window.footnote.nudge();
  }

  window.fetch = async (request, options) => {
    const url = String(request.url || request);
    if (url.includes('/queue/data')) {
      const ended = began(request.signal ?? options?.signal);
      const reply = await send(request, options);
      const body = reply.body?.pipeThrough(new TransformStream({ flush: ended }));
      return new Response(body, reply);
    }
    const reply = await send(request, options);
    if (url.includes('/queue/join')) setTimeout(watch, wait, streams);
    return reply;
  };
})();
