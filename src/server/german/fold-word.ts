/**
 * Spelling variants that mean the same in German are made one: case, Unicode form, ß and ss, ä and ae, accents.
 * A folded word is for comparing only, never for showing.
 */

/** "Straße", "STRASSE" and "Strasse" → "strasse"; "Müll" and "Muell" → "mull"; "Café" → "cafe". */
export function foldWord(word: string): string {
  return (
    word
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replaceAll('æ', 'ae')
      .replaceAll('ø', 'o')
      .replaceAll('ł', 'l')
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      // "ae" for "ä"; not where the e opens the next syllable or belongs to "eu", "äu", "qu" ("neue", "bauen", "Quelle").
      .replace(/(?<![aeq])ue/g, 'u')
      .replace(/(?<![aeo])([ao])e/g, '$1')
  );
}
