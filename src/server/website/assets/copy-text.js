// Buttons that copy the code beside them. Hidden without this script.
const SHOWN_MILLISECONDS = 2500;

for (const button of document.querySelectorAll('button[data-copy]')) {
  const label = button.querySelector('.kern-label');
  const icon = button.querySelector('.kern-icon');
  const code = button.parentElement?.querySelector('code');
  if (!label || !icon || !code) continue;
  const word = label.textContent;
  let timer = 0;
  button.hidden = false;
  button.addEventListener('click', async () => {
    let done = true;
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
    } catch {
      // No clipboard without https or against the user's settings: select it, so that one keystroke copies.
      getSelection()?.selectAllChildren(code);
      done = false;
    }
    label.textContent = done ? button.dataset.copied : button.dataset.failed;
    icon.classList.toggle('kern-icon--check', done);
    say(label.textContent);
    clearTimeout(timer);
    timer = setTimeout(() => {
      label.textContent = word;
      icon.classList.remove('kern-icon--check');
    }, SHOWN_MILLISECONDS);
  });
}

function say(text) {
  let place = document.querySelector('#copied');
  if (!place) {
    place = document.createElement('p');
    place.id = 'copied';
    place.className = 'kern-sr-only';
    place.setAttribute('role', 'status');
    document.body.append(place);
  }
  place.textContent = '';
  setTimeout(() => {
    place.textContent = text;
  }, 50);
}
