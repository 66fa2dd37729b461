// Two gaps in Gradio's own talk with its server, closed here. The first: it closes its stream of
// events when none is pending, and does not open it again for one that was sent in that moment:
// what it brings would wait for the next event. So one is sent.
(() => {
  const wait = 1000;
  const send = window.fetch;
  const joined = new Map();
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

  // The second: what is stopped before the server has named it would be cancelled without a name,
  // which the server refuses: the name is waited for.
  const key = (sent) => `${sent.session_hash} ${sent.fn_index}`;

  async function named(options) {
    const sent = JSON.parse(options.body);
    if (sent.event_id) return options;
    const { event_id } = (await joined.get(key(sent))) ?? {};
    return { ...options, body: JSON.stringify({ ...sent, event_id: event_id ?? '' }) };
  }

  async function join(request, options) {
    const reply = send(request, options);
    const told = reply.then((r) => r.clone().json()).catch(() => null);
    joined.set(key(JSON.parse(options.body)), told);
    return reply;
  }

  window.fetch = async (request, options) => {
    const url = String(request.url || request);
    if (url.includes('/queue/data')) {
      const ended = began(request.signal ?? options?.signal);
      const reply = await send(request, options);
      const body = reply.body?.pipeThrough(new TransformStream({ flush: ended }));
      return new Response(body, reply);
    }
    if (/\/(cancel|reset)$/.test(url)) return send(request, await named(options));
    if (!url.includes('/queue/join')) return send(request, options);
    const reply = await join(request, options);
    setTimeout(watch, wait, streams);
    return reply;
  };
})();
