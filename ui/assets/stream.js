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
    signal?.addEventListener('abort', () => { if (mine === streams) open = false; });
  }

  window.fetch = async (request, options) => {
    const url = String(request.url || request);
    if (url.includes('/queue/data')) began(request.signal ?? options?.signal);
    const reply = await send(request, options);
    if (url.includes('/queue/join')) {
      const before = streams;
      setTimeout(() => { if (streams === before && !open) window.footnote.nudge(); }, wait);
    }
    return reply;
  };
})();
