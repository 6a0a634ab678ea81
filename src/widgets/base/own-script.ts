/** Where this script came from, read while it runs first: `document.currentScript` is gone afterwards. */

export interface OwnScript {
  /** Address of the script; null if unknown. */
  url: string | null;
  /** The script's own tag, whose `data-*` attributes set up the widget that it brings. */
  tag: HTMLScriptElement | null;
}

export function findOwnScript(fileName: string): OwnScript {
  const current = document.currentScript;
  const tag =
    current instanceof HTMLScriptElement
      ? current
      : // Loaded as a module or by a tag manager: then the address tells.
        document.querySelector<HTMLScriptElement>(`script[src*="/widgets/${fileName}"]`);
  return { url: tag?.src || null, tag };
}
