import { html, type Markup } from './write-html.ts';

/** "069 90009-110" → "tel:+496990009110". */
export function telephone(number: string): string {
  const digits = number.replace(/[^\d+]/g, '');
  return `tel:${digits.startsWith('+') ? digits : digits.replace(/^0/, '+49')}`;
}

/** A mail address as a link that may break after its @ when the box is narrow. */
export function mailLink(mail: string): Markup {
  const [name, host] = mail.split('@');
  return html`<a href="mailto:${mail}">${name}@<wbr>${host}</a>`;
}
