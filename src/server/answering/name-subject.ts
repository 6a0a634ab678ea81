/** Names what a question is about, so that a refusal can say what was not found. Short, words only, nothing personal. Pure. */
import { maskPersonalData } from './find-personal-data.ts';

/** Parts that are named, and letters of all of them. */
const PARTS = 2;
const LONGEST = 60;
/** Small words that may stand between two nouns that belong together ("Bearbeitung eines Bauantrags", "Hundesteuer in Köln"). */
const LINKS = new Set(
  `des der eines einer vom von für mit ohne bei zum zur zu in im am an auf aus nach über und oder
   of the a an my for with without in at on to and or`.split(/\s+/),
);
/** Words that only ask. */
const ASKING = new Set(
  `was wie wo wann wer wen wem wessen warum wieso weshalb wozu womit woher wohin wofür welche welcher welches welchen welchem ob kostet kosten ist sind
   war waren hat haben habe hatte kann können könnte muss müssen darf dürfen soll sollte will wollen möchte würde wird werden wurde brauche
   brauchen braucht bekomme bekommt bekommen kriege finde finden findet gibt geben beantrage beantragen mache machen macht melde hallo guten
   tag bitte danke frage fragen sie ich du er es wir ihr man mir mich dir uns ihnen ihm ihn mein meine meinen meinem meiner dein deine ihre
   ihren ihrem ihrer unser unsere das die der den dem des ein eine einen einem einer eines dieser diese dieses diesen jeder jede kein keine
   keinen nicht auch noch schon mal denn dann da dort hier heute morgen gerade eigentlich genau alles alle viel viele lange lang oft hoch groß
   teuer weit alt gut neu neue neuen neuer nur sehr mehr als wenn weil dass damit dafür dazu davon und oder aber in im am an auf ab bis bei
   mit ohne von vom zu zum zur für nach aus über unter vor um geht gehen steht liegt heißt bedeutet
   what how where when who whom which why is are was were do does did can could may must need should would will i you we they he she it me my
   your our their there this that these those the a an and or of for with without in on at to from by about much many long far often get
   find have has please tell hello`.split(/\s+/),
);
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu;

/** What the question is about, at most two parts; empty if nothing can be named. Only German marks its nouns. */
export function nameSubject(question: string, language: string): string[] {
  const clean = maskPersonalData(question).replace(/\[[^\]]*\]/g, ' | ');
  const runs = language === 'de' ? namedRuns(clean, (word, at) => isNoun(word, at, clean)) : [];
  const found = runs.length > 0 ? runs : namedRuns(clean, (word) => word.length > 2);
  const named: string[] = [];
  let left = LONGEST;
  for (const run of new Set(found)) {
    if (named.length === PARTS || run.length > left) break;
    named.push(run);
    left -= run.length;
  }
  return named;
}

/** Neighbouring words that name something, with the small words between them. */
function namedRuns(text: string, names: (word: string, at: number) => boolean): string[] {
  const runs: string[] = [];
  let run: string[] = [];
  let links: string[] = [];
  let end = 0;
  const close = () => {
    if (run.length > 0) runs.push(run.join(' '));
    run = [];
    links = [];
  };
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    // A comma or the end of a sentence parts them.
    if (/\S/.test(text.slice(end, match.index))) close();
    end = match.index + word.length;
    const low = word.toLowerCase();
    if (!ASKING.has(low) && /\p{L}/u.test(word) && names(word, match.index)) {
      run.push(...(run.length > 0 ? links : []), word);
      links = [];
    } else if (run.length > 0 && LINKS.has(low) && links.length < 2) links.push(word);
    else close();
  }
  close();
  return runs;
}

/** German nouns and names by their capital; the first word of a sentence only if no verb stands there ("Regnet es …"). */
function isNoun(word: string, at: number, text: string): boolean {
  if (!/^(?:\p{Lu}|\d+\p{L})/u.test(word)) return false;
  if (/\S/.test(text.slice(0, at)) && !/[.!?:]\s*$/.test(text.slice(0, at))) return true;
  const next = /^\s+(\p{L}+)/u.exec(text.slice(at + word.length))?.[1];
  return next === undefined || !ASKING.has(next.toLowerCase()) || LINKS.has(next.toLowerCase());
}
