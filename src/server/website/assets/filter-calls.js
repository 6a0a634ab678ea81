// The filter of the API page, and calls that open when a link leads to them.
const field = document.querySelector('#filter');
const found = document.querySelector('#filter-found');
const calls = [...document.querySelectorAll('.call')];
const groups = [...document.querySelectorAll('.api__group')];

document.documentElement.classList.add('can-filter');

function filter() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const call of calls) {
    call.hidden = !words.every((word) => call.dataset.search.includes(word));
    if (!call.hidden) count += 1;
  }
  for (const group of groups) group.hidden = !group.querySelector('.call:not([hidden])');
  const { none, one, many } = found.dataset;
  found.textContent = words.length === 0 ? '' : count === 0 ? none : count === 1 ? one : many.replace('{count}', count);
}

function openTarget() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (!(target instanceof HTMLDetailsElement)) return;
  target.hidden = false;
  target.open = true;
  target.scrollIntoView();
}

if (field) {
  field.addEventListener('input', filter);
  // A browser keeps what was typed when one comes back to the page.
  filter();
}
addEventListener('hashchange', openTarget);
openTarget();
