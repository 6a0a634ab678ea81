/** The language of a text, for pages and documents that do not say theirs. */
import { eld } from 'eld/extrasmall';

const TOO_SHORT = 40;

/** BCP 47 primary tag; German if the text is too short to tell or the detector is not sure. */
export function detectLanguage(text: string): string {
  const sample = text.replace(/\s+/g, ' ').trim().slice(0, 4_000);
  if (sample.length < TOO_SHORT) return 'de';
  const result = eld.detect(sample);
  return result.language !== '' && result.isReliable() ? result.language : 'de';
}
