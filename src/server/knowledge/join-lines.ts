/** Lines of a printed page to running text. */

/** "Vor- und Nachteile", "Haupt- oder Nebenwohnung": the hyphen stands for a word part and stays. */
const JOINING =
  /^(?:und|oder|bzw\.?|sowie|als|noch|wie|bis|und\/oder|respektive|sondern|aber|beziehungsweise|statt)(?![\p{L}-])/u;

/** Joins a line to the text before it. A hyphen at the line's end goes if it only divided a word. */
export function joinLine(before: string, line: string): string {
  if (before === '') return line;
  const divided = /(\S*?)([\p{L}\p{N}])([-\u00ad\u2010])$/u.exec(before.slice(-80));
  if (!divided) return /[/]$/.test(before) && /\S\/$/.test(before) ? `${before}${line}` : `${before} ${line}`;
  const word = `${divided[1] ?? ''}${divided[2] ?? ''}`;
  if (divided[3] === '\u00ad') return before.slice(0, -1) + line;
  if (JOINING.test(line)) return `${before} ${line}`;
  // Addresses keep their hyphen, and so do "Kfz-Steuer", "EU-weit" and "Müller-Lüdenscheidt".
  if (/www\.|:\/\/|@/.test(word) || /^[\p{Lu}\p{N}]{2,}$/u.test(word)) return before + line;
  if (/^\p{Ll}/u.test(line)) return before.slice(0, -1) + line;
  return before + line;
}
