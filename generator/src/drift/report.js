'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = byId('filters'), status = byId('shown'), fold = byId('fold'), changes = byId('changes');
  document.documentElement.classList.add('js');

  // What is filtered, read once.
  const operationsOf = (element) => all('.ops > *', element).map((name) => name.textContent);
  const lists = new Map(all('#lists .list').map((list) => [list.id.slice(1), new Set(operationsOf(list))]));
  const cards = all('.card', changes).map((element, index) => {
    const places = element.querySelector(':scope > .places');
    const head = all('h4, .sides', element).map((part) => part.textContent).join(' ');
    const findings = all('.findings > li', element).map((item) => ({
      element: item,
      versions: new Set(item.dataset.v.split(' ')),
      operations: lists.get(item.dataset.l) || new Set(operationsOf(item)),
      text: (element.dataset.rule + ' ' + head + ' ' + item.textContent).toLowerCase(),
    }));
    return { element, index, places, home: element.parentElement, findings, ...element.dataset };
  });
  const total = cards.reduce((sum, card) => sum + card.findings.length, 0);
  const regrouped = changes.appendChild(document.createElement('div'));
  const impacts = ['broken', 'breaking', 'sunset', 'additive', 'notice'];

  const filter = () => {
    const data = new FormData(form);
    const weights = new Set(data.getAll('weight'));
    const rule = data.get('rule'), version = data.get('version');
    const operation = data.get('operation').trim().toLowerCase();
    const words = data.get('text').toLowerCase().split(/\s+/).filter(Boolean);
    const matches = (finding) => (!version || finding.versions.has(version))
      && (!operation || [...finding.operations].some((name) => name.toLowerCase().includes(operation)))
      && words.every((word) => finding.text.includes(word));
    let shown = 0;
    for (const card of cards) {
      let own = 0;
      if (weights.has(card.impact) && (!rule || rule === card.rule)) {
        for (const finding of card.findings) {
          finding.element.hidden = !matches(finding);
          own += !finding.element.hidden;
        }
        if (card.places) card.places.firstElementChild.textContent = own === card.findings.length
          ? own + ' locations' : own + ' of ' + card.findings.length + ' locations';
      }
      card.element.hidden = own === 0;
      card.shown = own;
      shown += own;
    }
    for (const section of all('.rule, .regroup', changes)) section.hidden = true;
    const totals = new Map();
    for (const card of cards) {
      if (!card.shown) continue;
      const section = card.element.closest('.rule, .regroup');
      section.hidden = false;
      totals.set(section, (totals.get(section) || 0) + card.shown);
      byId('rule-' + card.rule).hidden = false;
    }
    for (const [section, count] of totals) section.querySelector('.total').textContent = count;
    status.textContent = 'Showing ' + shown + ' of ' + total + (total === 1 ? ' change.' : ' changes.');
  };

  // Headings of the grouping that is chosen, the worst and largest first.
  const group = () => {
    const by = form.elements.group.value;
    regrouped.replaceChildren();
    for (const card of cards) card.home.append(card.element);
    if (!by) return;
    const groups = new Map();
    for (const card of cards) {
      const key = card[by];
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(card);
    }
    const worst = (group) => Math.min(...group.map((card) => impacts.indexOf(card.impact)));
    const sorted = [...groups].sort(([a, one], [b, two]) => worst(one) - worst(two) || (a < b ? -1 : 1));
    for (const [key, group] of sorted) {
      const section = document.createElement('section'), title = document.createElement('h3');
      section.className = 'regroup';
      title.append(key + ' ', Object.assign(document.createElement('span'), { className: 'total' }));
      const box = Object.assign(document.createElement('div'), { className: 'cards' });
      group.sort((a, b) => impacts.indexOf(a.impact) - impacts.indexOf(b.impact) || a.index - b.index);
      box.append(...group.map((card) => card.element));
      section.append(title, box);
      regrouped.append(section);
    }
    // The advice stays, behind the groups.
    changes.prepend(changes.firstElementChild, regrouped);
  };

  // The address keeps the filters, so that a link shows the same changes.
  const remember = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value && name !== 'weight') query.set(name, value);
    const off = all('[name=weight]', form).filter((box) => !box.checked).map((box) => box.value);
    if (off.length) query.set('hide', off.join(' '));
    const text = query.toString();
    try { history.replaceState(null, '', location.pathname + (text && '?' + text) + location.hash); } catch { /* no history here */ }
  };
  const recall = () => {
    const query = new URLSearchParams(location.search);
    for (const name of ['text', 'rule', 'operation', 'version', 'group']) if (query.has(name)) form.elements[name].value = query.get(name);
    const off = (query.get('hide') || '').split(' ');
    for (const box of all('[name=weight]', form)) box.checked = !off.includes(box.value);
  };

  form.addEventListener('input', (event) => {
    if (event.target.name === 'group') group();
    filter();
    remember();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(() => { group(); filter(); remember(); }));
  fold.addEventListener('click', () => {
    const open = fold.getAttribute('aria-pressed') !== 'true';
    fold.setAttribute('aria-pressed', open);
    fold.textContent = open ? 'Close all' : 'Open all';
    for (const places of all('.places, .list')) places.open = open;
  });

  const copied = (button) => {
    button.textContent = 'Copied';
    status.textContent = 'Copied the entry for accepted.toml.';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  };
  const copyBySelection = (entry) => {
    getSelection().selectAllChildren(entry);
    return document.execCommand('copy');
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.copy');
    if (!button) return;
    const entry = button.previousElementSibling;
    const done = () => copied(button), bySelection = () => copyBySelection(entry) && done();
    if (navigator.clipboard) navigator.clipboard.writeText(entry.textContent).then(done, bySelection);
    else bySelection();
  });

  // A link to a change shows it, whatever hides it.
  const reveal = () => {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest('[hidden]')) form.reset();
    setTimeout(() => {
      for (let at = target; at; at = at.parentElement) if (at.localName === 'details') at.open = true;
      target.scrollIntoView();
    });
  };
  addEventListener('hashchange', reveal);

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open]):not(.accept)');
    for (const details of closed) details.open = true;
  });
  addEventListener('afterprint', () => { for (const details of closed) details.open = false; });

  recall();
  group();
  filter();
  reveal();
})();
