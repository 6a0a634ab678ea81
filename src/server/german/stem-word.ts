/**
 * Stems for comparing words in search.
 *
 * German: CISTEM (L. Weissweiler, A. Fraser: Developing a Stemmer for German Based on a Comparative Analysis of Publicly
 * Available Stemmers, GSCL 2017), in the form that ignores case, because citizens type without capitals.
 * English: the S stemmer (D. Harman: How Effective Is Suffixing?, JASIS 42, 1991) and the plain endings -ing, -ed.
 */

/** Stem of a German word that `foldWord` has folded. */
export function stemGerman(folded: string): string {
  if (folded.length < 3) return folded;
  // Feminine forms meet the masculine: "lehrerinnen", "lehrerin" → "lehrer". Not part of CISTEM.
  let word = folded.length > 6 ? folded.replace(/(?<=er)in(?:nen)?$/, '') : folded;
  word = word.replace(/^ge(?=.{4})/, '');
  word = word.replaceAll('sch', '$').replaceAll('ei', '%').replaceAll('ie', '&');
  word = word.replace(/(.)\1/g, '$1*');
  while (word.length > 3) {
    if (word.length > 5 && /(?:e[mr]|nd)$/.test(word)) {
      word = word.slice(0, -2);
    } else if (/[tesn]$/.test(word)) {
      word = word.slice(0, -1);
    } else {
      break;
    }
  }
  word = word.replace(/(.)\*/g, '$1$1');
  return word.replaceAll('%', 'ei').replaceAll('&', 'ie').replaceAll('$', 'sch');
}

/** Stem of an English word that `foldWord` has folded. */
export function stemEnglish(folded: string): string {
  let word = folded;
  if (word.length > 4 && word.endsWith('ies') && !/[ae]ies$/.test(word)) word = `${word.slice(0, -3)}y`;
  else if (word.length > 3 && word.endsWith('es') && /(?:s|x|z|ch|sh)es$/.test(word)) word = word.slice(0, -2);
  else if (word.length > 3 && word.endsWith('s') && !/[us]s$/.test(word)) word = word.slice(0, -1);
  const bare = /^(.{3,}?)(?:ing|ed)$/.exec(word)?.[1];
  if (bare !== undefined && /[aeiouy]/.test(bare)) word = bare.replace(/([^aeiousl])\1$/, '$1');
  return word.length > 4 ? word.replace(/e$/, '') : word;
}
