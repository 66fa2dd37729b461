// Footnotes that open their source, a card on hover, keys, and clicks handed to Python.
window.footnote = (() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const box = () => one('#q textarea');

  function fill(selector, text) {
    const field = one(selector);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function setBox(text) {
    fill('#q textarea', text);
    box().focus();
  }

  // The box is emptied at once: what is typed from now on is the next question.
  let last = '';
  function sent(question) {
    last = question;
    asking();
    fill('#q textarea', '');
  }

  function asking() {
    document.body.dataset.asking = 'yes';
    opening = false;
  }

  // At once, not when Gradio comes to it: what is opened between would be drawn over the question.
  const asks = (event) => { if (!event.target.closest?.('#q') || box().value.trim()) opening = false; };

  // A question that was asked by a click may stand in the box too.
  function begun(question) {
    if (box().value === question) fill('#q textarea', '');
  }

  function ended(question) {
    delete document.body.dataset.asking;
    returned(question);
  }

  // One that was not answered returns, unless the next one is being typed.
  function returned(question) {
    if (question && !box().value.trim()) fill('#q textarea', question);
  }
  const failed = () => ended(last);

  // The page is in another conversation at once: a question goes there before its turns are drawn.
  // A new one where none of the list was chosen.
  // It is still to be opened, unless a question was sent since.
  let chosen = '', opening = false, leaving = 0;
  function left() {
    const conversation = chosen;
    chosen = '';
    if (document.body.dataset.asking) leaving += 1;
    ended('');
    opening = true;
    return ['', conversation, conversation, [], String(leaving)];
  }
  const opens = (conversation) => (opening ? conversation : null);

  function openTab(name) {
    const tab = all('#tabs button[role=tab]').find((b) => b.textContent.trim() === name);
    if (tab?.getAttribute('aria-selected') === 'false') tab.click();
  }

  // The element of a footnote: the marked sentence, else the card it would be on.
  function target(id) {
    return document.getElementById(id) || document.getElementById(id.split('-').slice(0, 3).join('-'));
  }

  function reveal(id) {
    openTab('Sources');
    const found = target(id);
    if (!found) return false;
    for (let at = found; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    const smooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    requestAnimationFrame(() => {
      found.scrollIntoView({ block: 'center', behavior: smooth ? 'smooth' : 'auto' });
      for (const lit of [found, found.closest('.fn-card')]) {
        lit?.classList.remove('flash');
        void lit?.offsetWidth;
        lit?.classList.add('flash');
      }
    });
    return true;
  }

  // An event of no matter, for stream.js.
  let nudge = () => {};

  function sources(element, trigger, watch) {
    cards(element, trigger);
    nudge = () => trigger('input', {});
    document.addEventListener('click', (event) => {
      const chip = event.target.closest?.('a.cite, a.fn-chip');
      if (!chip) return;
      event.preventDefault();
      event.stopPropagation();
      if (chip.matches('.fn-chip')) return setBox(chip.textContent.trim());
      const id = chip.getAttribute('href').slice(1);
      const turn = id.split('-')[1];
      if (one('.fn-sources', element)?.dataset.turn === turn && reveal(id)) return;
      openTab('Sources');
      trigger('select', { turn, focus: id });
    }, true);
    watch('value', () => {
      const focus = one('.fn-sources', element)?.dataset.focus;
      if (focus) reveal(focus);
      document.dispatchEvent(new CustomEvent('footnote:sources'));
    });
  }

  const picked = cards;

  function cards(element, trigger) {
    element.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-do]');
      if (!button) return;
      event.preventDefault();
      const paper = button.dataset.paper;
      if (button.dataset.do === 'whole') {
        button.closest('.fn-abstract').classList.add('whole');
      } else if (button.dataset.do === 'ask') {
        trigger('submit', { paper });
        box().focus();
      } else if (button.dataset.do === 'similar') {
        openTab('Sources');
        trigger('apply', { paper });
      } else if (button.dataset.do === 'back') {
        trigger('undo', {});
      } else if (button.dataset.do === 'star') {
        const on = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', on);
        button.textContent = on ? '★' : '☆';
        trigger('like', { paper, on });
      }
    });
  }

  function filters(element, trigger) {
    element.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-field]');
      if (button) trigger('select', { field: button.dataset.field, value: button.dataset.value });
    });
  }

  function conversations(element, trigger, watch) {
    // A list drawn anew takes the title away that is being typed: it comes back as it was.
    watch('value', () => naming?.());
    element.addEventListener('click', (event) => {
      const button = event.target.closest('button[data-do]');
      if (!button) return;
      const id = button.closest('[data-id]').dataset.id;
      if (button.dataset.do === 'open') {
        chosen = id;
        return trigger('select', { id });
      }
      if (button.dataset.do === 'rename') return rename(element, id, (title) => trigger('edit', { id, title }));
      if (button.dataset.sure) return trigger('delete', { id });
      button.dataset.sure = 'yes';
      button.textContent = 'Delete?';
      setTimeout(() => { delete button.dataset.sure; button.textContent = '✕'; }, 3000);
    });
  }

  let naming = null;

  function rename(element, id, done) {
    const field = document.createElement('input');
    field.className = 'fn-rename';
    field.setAttribute('aria-label', 'New title');
    let title;
    naming = () => {
      const found = one(`[data-id="${id}"] .fn-open`, element);
      if (!found) return;
      title = found;
      title.replaceWith(field);
      if (document.activeElement === document.body) field.focus();
    };
    naming();
    field.value = title.textContent;
    field.focus();
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key !== 'Enter' && event.key !== 'Escape') return;
      naming = null;
      const named = event.key === 'Enter' && field.value.trim();
      if (named) title.textContent = named;
      field.replaceWith(title);
      if (named) done(named);
    });
  }

  // The quote of a footnote, beside it, while the pointer or the keyboard rests on it.
  function hover() {
    const tip = document.createElement('div');
    tip.className = 'fn-quote';
    tip.setAttribute('role', 'tooltip');
    document.body.append(tip);
    const show = (event) => {
      const chip = event.target.closest('a.cite');
      const label = chip.title || chip.getAttribute('aria-label') || '';
      chip.setAttribute('aria-label', label);
      chip.removeAttribute('title');
      tip.textContent = '';
      const [, status, quote, title] = /^(?:Footnote|Source) \d+(?:, ([^:]+))?:(?: “(.*)”)?(?: ?—? ?(.*))?$/s
        .exec(label) || [];
      for (const [name, text] of [['q', quote], ['b', title], ['i', status]]) {
        if (!text) continue;
        const part = document.createElement(name);
        part.textContent = text;
        tip.append(part);
      }
      const at = chip.getBoundingClientRect();
      tip.classList.add('on');
      const wide = tip.offsetWidth;
      const left = Math.max(8, Math.min(at.left - wide / 2, innerWidth - wide - 8));
      const below = at.bottom + 8 + tip.offsetHeight < innerHeight;
      tip.style.left = `${left}px`;
      tip.style.top = `${below ? at.bottom + 8 : at.top - tip.offsetHeight - 8}px`;
    };
    const hide = () => tip.classList.remove('on');
    document.addEventListener('mouseover', (event) => (event.target.closest?.('a.cite') ? show(event) : hide()));
    document.addEventListener('focusin', (event) => (event.target.closest?.('a.cite') ? show(event) : hide()));
    document.addEventListener('scroll', hide, true);
  }

  // A table and a map need more room than a column of sources.
  function widths() {
    document.addEventListener('click', (event) => {
      const tab = event.target.closest?.('#tabs button[role=tab]');
      if (tab) document.body.dataset.tab = tab.textContent.trim();
    });
  }

  function keys() {
    // A question that is sent while an answer is on its way would be lost: it stays in the box.
    document.addEventListener('keypress', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || !event.target.matches?.('#q textarea')) return;
      if (!one('#q .stop-button')) return asks(event);
      event.preventDefault();
      event.stopPropagation();
    }, true);
    document.addEventListener('click', (event) => {
      if (event.target.closest?.('#q button, #chat .example, #accept')) asks(event);
    }, true);
    document.addEventListener('keydown', (event) => {
      const typing = event.target.matches?.('input, textarea, [contenteditable=true]');
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        box()?.focus();
      }
      if (event.key === 'Escape') one('#q .stop-button')?.click();
    });
  }

  // Gradio labels a message with its own HTML, which a screen reader would spell out.
  function labels() {
    const plain = () => all('#chat [data-testid=bot][aria-label*="<"]').forEach((message) => {
      message.setAttribute('aria-label', 'Answer');
    });
    new MutationObserver(plain).observe(one('#chat'), { subtree: true, childList: true, attributeFilter: ['aria-label'] });
    plain();
  }

  function theme() {
    const stored = localStorage.getItem('footnote-theme');
    if (stored && !location.search.includes('__theme')) document.body.classList.toggle('dark', stored === 'dark');
    document.addEventListener('click', (event) => {
      if (!event.target.closest?.('#theme')) return;
      const dark = document.body.classList.toggle('dark');
      localStorage.setItem('footnote-theme', dark ? 'dark' : 'light');
      document.dispatchEvent(new CustomEvent('footnote:sources'));
    });
  }

  // An open sidebar covers a phone's whole screen.
  function phone() {
    if (innerWidth < 800) one('#side.open .toggle-button, .sidebar.open .toggle-button')?.click();
  }

  function start() {
    if (!box() || !one('#chat')) return setTimeout(start, 50);
    hover();
    keys();
    widths();
    labels();
    theme();
    phone();
    // Who is quicker than the page has begun to type elsewhere; the rest would land in this box.
    if (document.activeElement === document.body) box().focus();
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();

  return { fill, sent, asking, begun, ended, returned, failed, left, opens, sources, picked, filters, conversations, reveal, nudge: () => nudge(), openTab, one, all };
})();
