/** Which sources a question is answered from. Pure. */
import type { AnsweringSource } from '../knowledge/read-answering-sources.ts';

/** Those asked for; else those of the page the citizen reads; else the town's own; else the demo. */
export function chooseSources(
  sources: readonly AnsweringSource[],
  { asked, page }: { asked?: readonly string[] | undefined; page?: string | undefined },
): AnsweringSource[] {
  if (asked !== undefined && asked.length > 0) return sources.filter((source) => asked.includes(source.id));
  if (page !== undefined) {
    const reading = sources.filter((source) => isBelow(page, source.url));
    if (reading.length > 0) return reading;
  }
  const real = sources.filter((source) => source.kind !== 'demo' && source.pages > 0);
  return real.length > 0 ? real : sources.filter((source) => source.kind === 'demo');
}

/** True if the address lies on the start address' origin in its folder. */
function isBelow(page: string, start: string): boolean {
  const here = URL.parse(page);
  const there = URL.parse(start);
  if (here === null || there === null) return false;
  const host = (url: URL) => url.host.replace(/^www\./, '');
  const folder = there.pathname.slice(0, there.pathname.lastIndexOf('/') + 1);
  return host(here) === host(there) && `${here.pathname}/`.startsWith(folder);
}
