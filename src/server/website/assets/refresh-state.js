// Keeps the state on the start page fresh without loading the page again. Without this script the page shows the state of its loading.
const root = document.querySelector('[data-refresh]');
const AFTER_FAILURE_MILLISECONDS = 10_000;
const TIMEOUT_MILLISECONDS = 8_000;
let tag = '';
let timer = 0;

async function refresh() {
  let next = AFTER_FAILURE_MILLISECONDS;
  try {
    const answer = await fetch(root.dataset.refresh, {
      cache: 'no-store',
      headers: tag ? { 'if-none-match': tag } : {},
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    if (answer.ok) {
      tag = answer.headers.get('etag') ?? '';
      show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    }
    if (answer.ok || answer.status === 304) next = Number(root.dataset.next) || AFTER_FAILURE_MILLISECONDS;
  } catch {
    // The server restarts or the net is away: what is shown stays, with its time, and we look again.
  }
  plan(next);
}

function show(fresh) {
  root.dataset.next = fresh.querySelector('[data-next]')?.dataset.next ?? '';
  for (const part of fresh.querySelectorAll('[data-part]')) {
    const place = document.querySelector(`[data-part="${part.dataset.part}"]`);
    // What is being read or used (a link with focus, an opened reason) is not taken away.
    if (!place || place.innerHTML.trim() === part.innerHTML.trim()) continue;
    if (place.contains(document.activeElement) || place.querySelector('details[open]')) {
      tag = '';
      continue;
    }
    place.replaceChildren(...part.childNodes);
  }
}

function plan(milliseconds) {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, milliseconds);
}

if (root) {
  document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : refresh()));
  plan(Number(root.dataset.next) || AFTER_FAILURE_MILLISECONDS);
}
