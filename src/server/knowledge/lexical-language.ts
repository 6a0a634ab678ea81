/**
 * The language of a question. Questions are too short for a detector of letter patterns ("Hundesteuer Kosten"), so function words
 * decide between German and English, and the detector is asked only where neither has any.
 */
import { eld } from 'eld/extrasmall';

/** Words that only one of the two languages has; "in", "was", "die", "so", "will", "man", "also" are in both. */
const GERMAN = new Set(
  `aber als am auch auf aus bei beim bis bitte bekomme brauche brauchen dafür darf das dass dem den der des dich dir doch du dürfen ein eine
   einem einen einer eines er es etwas für gibt habe haben hallo hat hier ich ihr ihre im ist ja jemand kann kein keine können könnte
   kostet kosten mein meine meinem meinen meiner mich mir mit möchte muss müssen nach nicht noch nur ob oder ohne pro schon sein seine
   sich sie sind soll sollte über um und uns unser unter viel viele vom von vor wann warum welche welchem welchen welcher welches wenn wer
   werden wie wieviel wir wird wo wofür woher wohin zu zum zur zwischen findet finde melden beantragen straße`.split(
    /\s+/,
  ),
);
const ENGLISH = new Set(
  `a about and any are can cannot could do does did for from get has have how i if is it my need not of on or our should the their there
   they this to we what when where which who why with without would you your much many long cost apply find please am`.split(
    /\s+/,
  ),
);
GERMAN.delete('am');

/** BCP 47 primary tag. German if nothing speaks for another language. */
export function questionLanguage(text: string): string {
  const sample = text.normalize('NFC').slice(0, 1_000);
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  let german = /[äöüß]/i.test(sample) ? 1 : 0;
  let english = 0;
  for (const word of words) {
    if (GERMAN.has(word)) german += 1;
    if (ENGLISH.has(word)) english += 1;
  }
  if (english > german) return 'en';
  if (german > 0) return 'de';
  const latin = words.filter((word) => /^\p{Script=Latin}+$/u.test(word)).length;
  const otherScript = latin < words.length / 2;
  if (!otherScript && words.length < 4) return 'de';
  const result = eld.detect(sample);
  if (otherScript) return result.language || 'und';
  return result.language !== '' && result.isReliable() ? result.language : 'de';
}
