/** Makes a follow-up whole from the question before it: "Und für den dritten?" after "… für den zweiten Hund?". By rule. Pure. */

export interface CompletedQuestion {
  question: string;
  /** True if something was taken from an earlier question. */
  completed: boolean;
  /** Language that the answer was asked for in ("und in Englisch?"). */
  wantedLanguage: 'de' | 'en' | null;
}

const LANGUAGE_ONLY =
  /^(?:und |gibt es das |gibts das |gibt's das |das |bitte |geht das |hast du das |haben sie das |kannst du das |noch ?mal |nochmal |auch |and |is there |do you have (?:it|that) |the same |please |can you say that )*(?:auch |bitte |nochmal |noch einmal )*(?:auf|in|in the|in plain)?\s*(?<language>englisch|english|deutsch|german)(?: auch| bitte| please| language| too)*\s*[?!.]*$/iu;
const FOLLOWS_ON =
  /^(?:und|aber|oder|auch|also|sowie|and|but|or|what about|how about|wie (?:ist|sieht|war) (?:es|das)(?: aus)? (?:mit|bei|für))\b[\s,]*/iu;
/** Words that stand for what was spoken of. */
const POINTS_BACK =
  /\b(?:das|dies|dieser?|dieses|diesen|diesem|es|dafür|dazu|davon|daran|dabei|damit|darüber|dort|da|dorthin|hierfür|hierzu|er|sie|ihn|ihm|den|die|der|denn|it|that|this|there|they|them|one)\b(?!\s+\p{Lu})/iu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}-]*/gu;
const PREPOSITION =
  /\b(?<preposition>für|mit|ohne|bei|in|im|am|an|auf|ab|nach|zu|zum|zur|von|vom|aus|über|unter|vor|for|with|without|on|at|about)\s+(?<article>(?:de[nmrs]|die|das|eine[nmrs]?|ein|mein\p{L}*|the|a|an|my)\s+)?(?<rest>\p{L}[\p{L}\p{N}-]*(?:\s+\p{L}[\p{L}\p{N}-]*)?)/iu;
const FUNCTION_WORDS = new Set(
  `was wie wo wann wer wen wem warum welche welcher welches welchen kostet kosten ist sind hat haben habe kann können muss müssen darf brauche braucht
   bekomme gibt es das die der den dem ein eine einen ich man wir mir mich und oder auch aber dann denn noch so bitte mal jetzt für mit bei in im am
   an auf ab nach zu zum zur von vom aus über dafür dazu davon dabei damit dort da hier viel lange lang oft hoch teuer alles genau eigentlich
   beantragen machen tun mitbringen zahlen bezahlen offen geöffnet dauert dauern sein werden wird geht gehen online
   what how where when who why which is are do does can could must need the a an i we it that this there much many long for with of to cost costs open`.split(
    /\s+/,
  ),
);

/**
 * @param previous questions of the same conversation, newest first, each already whole
 */
export function completeQuestion(question: string, previous: readonly string[]): CompletedQuestion {
  const [before] = previous;
  const alone: CompletedQuestion = { question, completed: false, wantedLanguage: null };
  if (before === undefined) return alone;

  const language = LANGUAGE_ONLY.exec(question)?.groups?.['language']?.toLowerCase();
  if (language !== undefined) {
    return { question: before, completed: true, wantedLanguage: /^(?:englisch|english)$/.test(language) ? 'en' : 'de' };
  }

  const words = question.match(WORD) ?? [];
  if (words.length > 12) return alone;
  const content = words.filter((word) => !FUNCTION_WORDS.has(word.toLowerCase()));
  const followsOn = FOLLOWS_ON.test(question);
  const bare = question.replace(FOLLOWS_ON, '');

  // "Und für den dritten?": the same question with this part of it exchanged.
  if (
    followsOn &&
    !/^(?:was|wie|wo|wann|wer|welche|kann|muss|darf|gibt|what|how|where|when|who|can|is)\b/i.test(bare)
  ) {
    const exchanged = exchangePart(bare, before);
    if (exchanged !== null) return { question: exchanged, completed: true, wantedLanguage: null };
    return { question: `${before.replace(/[?!.\s]+$/, '')} ${bare}`, completed: true, wantedLanguage: null };
  }

  // "Was kostet das?": what it is about comes from before. A question with a subject of its own stands alone.
  const namesSubject = content.some((word) => /^\p{Lu}/u.test(word) && words[0] !== word) || content.length >= 2;
  const pointsBack = POINTS_BACK.test(question);
  if ((followsOn && content.length <= 2) || (pointsBack && !namesSubject) || content.length === 0) {
    const subject = subjectOf(before, question);
    if (subject !== '')
      return { question: `${bare.replace(/[?!.\s]+$/, '')} – ${subject}?`, completed: true, wantedLanguage: null };
  }
  return alone;
}

/** Replaces the part of the earlier question that begins with the same preposition. */
function exchangePart(part: string, before: string): string | null {
  const now = PREPOSITION.exec(part);
  if (now === null) {
    // "Und der dritte?", "Und samstags?": the word of the same kind is exchanged.
    const [word] = part.match(/[\p{L}\p{N}-]+(?=[?!.\s]*$)/u) ?? [];
    const same = word === undefined ? undefined : KINDS.find((kind) => kind.test(word));
    const match = same === undefined ? null : same.exec(before);
    if (word === undefined || match === null) return null;
    return before.replace(match[0], word);
  }
  const wanted = now.groups?.['preposition']?.toLowerCase() ?? '';
  const start = new RegExp(
    String.raw`\b${wanted}\s+(?:(?:de[nmrs]|die|das|eine[nmrs]?|ein|mein\p{L}*|the|a|an|my)\s+)?`,
    'iu',
  ).exec(before);
  if (start === null) return null;
  const from = start.index + start[0].length;
  const rest = before.slice(from);
  const words = [...rest.matchAll(WORD)];
  const [first, second] = words;
  if (first === undefined) return null;
  const newWords = part.slice(now.index).replace(/[?!.\s]+$/, '');
  // "den zweiten Hund" → "den dritten": the noun stays.
  const isAdjective = /^\p{Ll}/u.test(first[0]) && second !== undefined && /^\p{Lu}/u.test(second[0]);
  const last = newWords.split(' ').at(-1) ?? '';
  const onlyAdjective = /^\p{Ll}/u.test(last) && isAdjective;
  const consumed = onlyAdjective ? first : isAdjective ? second : first;
  return before.slice(0, start.index) + newWords + rest.slice(consumed.index + consumed[0].length);
}

const KINDS: readonly RegExp[] = [
  /\b(?:erste|zweite|dritte|vierte|fünfte|sechste|first|second|third|fourth)\p{L}{0,2}\b/iu,
  /\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/iu,
  /\b(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b/iu,
  /\b20\d{2}\b/u,
  /\b\d{2,3}(?=\s?(?:-?liter|l)\b)/iu,
];

/** Words of the earlier question that say what it is about. */
function subjectOf(before: string, question: string): string {
  const said = new Set((question.match(WORD) ?? []).map((word) => word.toLowerCase()));
  const words = (before.match(WORD) ?? []).filter(
    (word, index) =>
      !FUNCTION_WORDS.has(word.toLowerCase()) &&
      !said.has(word.toLowerCase()) &&
      (index > 0 || /^\p{Lu}{2}/u.test(word) || word.length > 5),
  );
  return words.slice(0, 8).join(' ');
}
