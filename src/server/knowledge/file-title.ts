import { foldText } from './read-html.ts';

/** The name of the file in an address, made readable: what is left when a document or page does not name itself. */
export function fileTitle(url: string): string {
  const address = URL.parse(url);
  const last = (address?.pathname ?? url).split('/').filter(Boolean).at(-1) ?? address?.hostname ?? url;
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // A stray per cent sign: the name as it stands.
  }
  return foldText(name.replace(/\.[a-z0-9]{2,5}$/i, '').replace(/[_+-]+/g, ' ')) || url;
}
