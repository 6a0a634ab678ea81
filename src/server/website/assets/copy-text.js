// Buttons that copy the code beside them; without this script they are not shown.
const SHOWN_MILLISECONDS = 2500;
const timers = new WeakMap();

document.documentElement.classList.add('can-copy');
const spoken = document.createElement('p');
spoken.className = 'kern-sr-only';
spoken.setAttribute('role', 'status');
document.body.append(spoken);

document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('.code__copy') : null;
  const label = button?.querySelector('.kern-label');
  const code = button?.parentElement?.querySelector('code');
  if (!label || !code) return;
  const done = await copy(code);
  const icon = button.querySelector('.kern-icon');
  const word = timers.get(button)?.word ?? label.textContent;
  label.textContent = done ? button.dataset.copied : button.dataset.failed;
  icon?.classList.toggle('kern-icon--check', done);
  spoken.textContent = label.textContent;
  clearTimeout(timers.get(button)?.timer);
  const timer = setTimeout(() => {
    label.textContent = word;
    icon?.classList.remove('kern-icon--check');
    spoken.textContent = '';
  }, SHOWN_MILLISECONDS);
  timers.set(button, { timer, word });
});

async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    return true;
  } catch {
    // No clipboard without https or against the settings: select it, so that one keystroke copies.
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
