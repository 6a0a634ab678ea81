// Completions below the search field: a combobox with a list (ARIA Authoring Practices, "Editable Combobox With List Autocomplete").
// Without this script the field is a plain one.
const WAIT_MILLISECONDS = 120;
const TIMEOUT_MILLISECONDS = 3_000;

const form = document.querySelector('form[data-suggest]');
const field = form?.querySelector('input[type="search"]');

if (form && field) start();

function start() {
  const list = document.createElement('ul');
  list.id = 'q-choices';
  list.className = 'search__choices';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', form.dataset.label);
  list.hidden = true;
  field.after(list);
  const spoken = document.createElement('p');
  spoken.className = 'kern-sr-only';
  spoken.setAttribute('role', 'status');
  form.append(spoken);
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': list.id,
    'aria-expanded': 'false',
  })) {
    field.setAttribute(name, value);
  }

  let timer = 0;
  let asking = null;
  let typed = field.value;
  let chosen = -1;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
    spoken.textContent = '';
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const query = new URLSearchParams({ q: typed.trim() });
    for (const { value } of form.querySelectorAll('input[name="source"]')) query.append('source', value);
    try {
      const answer = await fetch(`${form.dataset.suggest}?${query}`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
      });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      // Left behind by the next letter, or the net is away: the field works without completions.
    }
  }

  function show(suggestions) {
    const others = suggestions.filter(({ text }) => text.toLowerCase() !== typed.trim().toLowerCase());
    if (others.length === 0 || document.activeElement !== field) return close();
    list.replaceChildren(
      ...others.map(({ text }, at) => {
        const option = document.createElement('li');
        option.id = `q-choice-${at}`;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        option.textContent = text;
        return option;
      }),
    );
    chosen = -1;
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    field.removeAttribute('aria-activedescendant');
    const { one, many } = form.dataset;
    spoken.textContent = others.length === 1 ? one : many.replace('{count}', others.length);
  }

  function choose(at) {
    const options = [...list.children];
    options[chosen]?.setAttribute('aria-selected', 'false');
    // One step beyond either end is the field with what was typed.
    chosen = at < -1 ? options.length - 1 : at >= options.length ? -1 : at;
    const option = options[chosen];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    field.value = option?.textContent ?? typed;
    if (option) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
  }

  field.addEventListener('input', () => {
    typed = field.value;
    clearTimeout(timer);
    if (typed.trim().length < 2) return close();
    timer = setTimeout(ask, WAIT_MILLISECONDS);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (list.hidden) {
        typed = field.value;
        if (typed.trim().length >= 2) ask();
      } else choose(event.key === 'ArrowDown' ? chosen + 1 : chosen - 1);
      event.preventDefault();
    } else if (event.key === 'Escape' && !list.hidden) {
      field.value = typed;
      close();
      event.preventDefault();
    }
  });
  // The field keeps the focus while the list is used.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (!option) return;
    field.value = option.textContent;
    close();
    form.requestSubmit();
  });
  field.addEventListener('blur', close);
  // A browser brings the page back as it was left: with an open list.
  addEventListener('pagehide', close);
}
