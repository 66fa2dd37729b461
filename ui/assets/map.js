// Papers as points by meaning: drag to move, wheel to zoom, click to open; cited ones are lit.
window.footnote.map = (element, trigger, watch, props) => {
  const { one, all } = window.footnote;
  const view = { x: 0, y: 0, zoom: 1 };
  let points = null;
  let order = null;
  let pending = false;

  const css = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  const canvas = () => one('canvas', element);

  function load() {
    const value = props.value;
    if (!value || !value.id) return;
    const span = (list) => {
      let low = Infinity, high = -Infinity;
      for (const v of list) { if (v < low) low = v; if (v > high) high = v; }
      return [low, high - low || 1];
    };
    const [x0, xs] = span(value.x);
    const [y0, ys] = span(value.y);
    points = {
      ...value,
      x: Float32Array.from(value.x, (v) => (v - x0) / xs),
      y: Float32Array.from(value.y, (v) => (v - y0) / ys),
    };
    const years = value.year.filter((year) => year !== null);
    const [first, range] = years.length ? span(years) : [0, 1];
    one('.fn-caption', element).classList.toggle('ageless', !years.length);
    points.age = value.year.map((year) => (year === null ? 0.5 : (year - first) / range));
    order = new Map(value.id.map((id, i) => [id, i]));
    draw();
  }

  function size() {
    const area = canvas();
    const ratio = devicePixelRatio || 1;
    const wide = area.clientWidth, high = area.clientHeight;
    if (area.width !== Math.round(wide * ratio)) area.width = Math.round(wide * ratio);
    if (area.height !== Math.round(high * ratio)) area.height = Math.round(high * ratio);
    return [wide, high, ratio];
  }

  const place = (i, wide, high) => [
    (0.05 + 0.9 * points.x[i] - view.x) * view.zoom * wide,
    (0.05 + 0.9 * points.y[i] - view.y) * view.zoom * high,
  ];

  function lit() {
    return all('#sources .fn-card').map((card) => ({
      i: order.get(one('[data-paper]', card)?.dataset.paper),
      n: one('.fn-n', card)?.textContent || '',
      cited: card.matches('.fn-sources > .fn-card'),
    })).filter((found) => found.i !== undefined);
  }

  function draw() {
    if (pending || !points) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      const began = performance.now();
      paint();
      canvas().dataset.drawn = points.id.length;
      document.dispatchEvent(new CustomEvent('footnote:paint', { detail: performance.now() - began }));
    });
  }

  function paint() {
    const area = canvas();
    if (!area || !area.clientWidth) return;
    const [wide, high, ratio] = size();
    const pen = area.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, wide, high);
    const many = points.id.length;
    const radius = Math.max(1.2, Math.min(5, 60 / Math.sqrt(many))) * Math.min(2, Math.sqrt(view.zoom));
    const old = css('--fn-map-old'), recent = css('--fn-map-new');
    for (const [from, to, colour] of [[0, 0.34, old], [0.34, 0.67, css('--fn-map-mid')], [0.67, 2, recent]]) {
      pen.fillStyle = colour;
      pen.beginPath();
      for (let i = 0; i < many; i++) {
        if (points.age[i] < from || points.age[i] >= to) continue;
        const [x, y] = place(i, wide, high);
        if (x < -9 || y < -9 || x > wide + 9 || y > high + 9) continue;
        pen.moveTo(x + radius, y);
        pen.arc(x, y, radius, 0, 7);
      }
      pen.fill();
    }
    pen.font = '700 11px "Source Sans Pro", sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    for (const { i, n, cited } of lit()) {
      const [x, y] = place(i, wide, high);
      pen.beginPath();
      pen.arc(x, y, 9, 0, 7);
      pen.fillStyle = cited ? css('--fn-rubric') : css('--fn-paper');
      pen.strokeStyle = css('--fn-rubric');
      pen.lineWidth = 1.5;
      pen.fill();
      pen.stroke();
      pen.fillStyle = cited ? '#fff' : css('--fn-rubric');
      pen.fillText(n, x, y + 0.5);
    }
  }

  function nearest(event) {
    if (!points) return -1;
    const area = canvas().getBoundingClientRect();
    const px = event.clientX - area.left, py = event.clientY - area.top;
    let best = -1, least = 14 * 14;
    for (let i = 0; i < points.id.length; i++) {
      const [x, y] = place(i, area.width, area.height);
      const d = (x - px) ** 2 + (y - py) ** 2;
      if (d < least) { least = d; best = i; }
    }
    return best;
  }

  function tip(event, i) {
    const note = one('.fn-tip', element);
    note.classList.toggle('on', i >= 0);
    canvas().style.cursor = i >= 0 ? 'pointer' : 'grab';
    if (i < 0) return;
    note.textContent = points.title[i] + (points.year[i] ? ` · ${points.year[i]}` : '');
    const area = canvas().getBoundingClientRect();
    note.style.left = `${Math.min(event.clientX - area.left + 12, area.width - note.offsetWidth - 4)}px`;
    note.style.top = `${event.clientY - area.top + 14}px`;
  }

  let drag = null;
  element.addEventListener('pointerdown', (event) => {
    if (event.target !== canvas()) return;
    drag = { x: event.clientX, y: event.clientY, vx: view.x, vy: view.y, moved: false };
    canvas().setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (event.target !== canvas()) return;
    if (!drag) return tip(event, nearest(event));
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    if (Math.abs(dx) + Math.abs(dy) > 4) drag.moved = true;
    view.x = drag.vx - dx / canvas().clientWidth / view.zoom;
    view.y = drag.vy - dy / canvas().clientHeight / view.zoom;
    draw();
  });
  element.addEventListener('pointerup', (event) => {
    const clicked = drag && !drag.moved ? nearest(event) : -1;
    drag = null;
    if (clicked >= 0) trigger('select', { paper: points.id[clicked] });
  });
  element.addEventListener('wheel', (event) => {
    if (event.target !== canvas()) return;
    event.preventDefault();
    const area = canvas().getBoundingClientRect();
    const fx = (event.clientX - area.left) / area.width, fy = (event.clientY - area.top) / area.height;
    const zoom = Math.min(40, Math.max(1, view.zoom * Math.exp(-event.deltaY / 400)));
    view.x += fx / view.zoom - fx / zoom;
    view.y += fy / view.zoom - fy / zoom;
    if (zoom === 1) { view.x = 0; view.y = 0; }
    view.zoom = zoom;
    draw();
  }, { passive: false });
  document.addEventListener('footnote:sources', draw);
  new ResizeObserver(draw).observe(element);
  watch('value', load);
  load();
};
