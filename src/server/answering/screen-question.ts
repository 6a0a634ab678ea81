/** First look at what was typed: length, hidden characters, personal data, attempts to steer the program. Pure. */
import { QUESTION_LENGTH } from '../../contracts/answer.ts';
import { findPersonalData, maskPersonalData, type PersonalDataKind } from './find-personal-data.ts';

export interface ScreenedQuestion {
  /** `pass`, or why it is not looked at any further. */
  verdict: 'pass' | 'empty' | 'too-long' | 'emoji' | 'injection';
  /** Cleaned and masked: the only form that is searched for and kept. */
  question: string;
  /** Kinds of personal data that were masked. */
  personalData: PersonalDataKind[];
}

/** Zero-width, bidi and tag characters, variation selectors: nothing that a person types on purpose. */
const HIDDEN = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;

const INSTRUCTIONS =
  '(?:anweisung|instruktion|vorgabe|regel|richtlinie|befehl|prompt|programmierung|beschränkung|einschränkung|instruction|rule|guideline|restriction|directive|command|safety|constraint)';
const BEFORE =
  '(?:vorherig|bisherig|obig|vorangegangen|vorig|früher|ursprünglich|previous|prior|above|earlier|preceding|original|system|deine|all(?:e|en|er)?|your|the|sämtlich|any)';

const INJECTIONS: readonly RegExp[] = [
  // "Ignoriere alle vorherigen Anweisungen": an order, so it begins a sentence or follows "bitte", "und", "you must".
  new RegExp(
    String.raw`(?:^|[.!?:;,"'„»\n-]\s*|\b(?:bitte|und|nun|jetzt|please|and|now|must|should|will|can you|du sollst|du musst)\s+)(?:ignorier(?:e|en sie)?|vergiss|vergessen sie|missachte|überschreibe?|umgehe?|ignore|disregard|forget|override|bypass|skip)\b[^.!?\n]{0,60}\b${BEFORE}\w*\b[^.!?\n]{0,40}${INSTRUCTIONS}`,
    'iu',
  ),
  /(?:^|[.!?:;\n]\s*|\b(?:bitte|please|and|und)\s+)(?:ignorier(?:e|en sie)|vergiss|vergessen sie|ignore|disregard|forget)\b[^.!?\n]{0,30}\b(?:everything|alles)\b[^.!?\n]{0,40}\b(?:above|before|told|said|bisher|vorher|oben|gesagt|davor)/iu,
  /\bsystem[\s_-]?(?:prompt|nachricht|message|anweisung|instruktion|instruction)/iu,
  new RegExp(
    String.raw`\b(?:zeig|nenn|gib|verrat|druck|wiederhol|schreib|show|print|reveal|repeat|output|tell|display|leak|what (?:are|were))\w*\b[^.!?\n]{0,40}\b(?:deine|deinen|ihre|interne|geheime|versteckte|your|hidden|secret|internal|initial|original)\w*\s+(?:\w+\s+)?${INSTRUCTIONS}`,
    'iu',
  ),
  /\b(?:du bist|sie sind|you are) (?:ab (?:jetzt|sofort)|nun|jetzt|von nun an|from now on|now|no longer|nicht (?:mehr|länger))\b/iu,
  /\b(?:ab (?:jetzt|sofort) (?:bist|antwortest|sprichst|heißt) du|from now on you|from now on, you)\b/iu,
  /\b(?:tu|tue|stell dir vor|verhalte dich|benimm dich|act|behave|pretend|roleplay|role-play|rollenspiel|spiele? die rolle|simulate|simuliere|imagine you)\b[^.!?\n]{0,25}\b(?:als (?:ob|wärst|seist|hättest)|du (?:bist|seist|wärst)|wie ein|as if|as an?|like an?|to be|you are|eines|einer|einen)\b[^.!?\n]{0,60}\b(?:ki|chatbot|assistent|hacker|entwickler|administrator|modell|pirat|gpt|ai|assistant|model|admin|developer|dan|jailbreak|regeln|rules|filter|unrestricted|uneingeschränkt|opa|oma|großmutter|grandma)/iu,
  /(?:^|[.!?:;,]\s*|\b(?:bitte|please|now|jetzt)\s+)(?:spiele?|spielen sie|übernimm|play|take on) (?:jetzt |bitte |mal )?(?:die|the) (?:rolle|role|part)\b/iu,
  /\b(?:dan[- ]?mod(?:e|us)|do anything now|jailbreak|developer mode|entwicklermodus|god mode|prompt injection|ohne (?:jede |alle )?(?:filter|zensur|einschränkungen) (?:antwort|schreib)|sudo)\b/iu,
  /<\|?(?:im_start|im_end|system|endoftext|assistant|user)\|?>|\[\/?(?:INST|SYS|SYSTEM)\]|<<\/?SYS>>|^\s*#{2,}\s*(?:system|instruction|anweisung|new task|neue aufgabe)/imu,
  /^\s*(?:system|assistant|developer|administrator)\s*:\s*\S/imu,
  /\b(?:neue|new) (?:anweisung|instruktion|aufgabe|instruction|task|directive)e?n?s?\s*:/iu,
  /\b(?:entschlüssel|dekodier|decodier|decode|base64|rot13)\w*\b[^.!?\n]{0,60}(?:\b(?:befolg|führ|ausführ|follow|execute|run|do what|antwort)|[A-Za-z0-9+/]{24,}={0,2})/iu,
];

/** Screens a question. What is found to be personal is masked here, before any other step sees it. */
export function screenQuestion(typed: string): ScreenedQuestion {
  const tooLong = [...typed.normalize('NFC').replace(HIDDEN, '').trim()].length > QUESTION_LENGTH;
  const clean = typed
    .normalize('NFC')
    .replace(HIDDEN, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const found = findPersonalData(clean);
  const question = maskPersonalData(clean, found);
  const personalData = [...new Set(found.map(({ kind }) => kind))];
  const result = (verdict: ScreenedQuestion['verdict']): ScreenedQuestion => ({ verdict, question, personalData });

  if (tooLong) return { ...result('too-long'), question: [...question].slice(0, QUESTION_LENGTH).join('') };
  if (!/[\p{L}\p{N}]/u.test(clean)) return result(/\p{Extended_Pictographic}/u.test(clean) ? 'emoji' : 'empty');
  if (isInjection(typed) || isInjection(clean)) return result('injection');
  return result('pass');
}

/** True for attempts to make the program leave its task. They could do nothing here; they are answered plainly all the same. */
function isInjection(text: string): boolean {
  const plain = text.normalize('NFKC').replace(HIDDEN, '');
  if (INJECTIONS.some((pattern) => pattern.test(plain))) return true;
  // Letters spaced out ("i g n o r e"), or an order hidden as Base64.
  const joined = plain.replace(/\b(?:\p{L}[ .\-_]){4,}\p{L}\b/gu, (spaced) => spaced.replace(/[ .\-_]/g, ''));
  if (joined !== plain && INJECTIONS.some((pattern) => pattern.test(joined))) return true;
  for (const [encoded] of plain.matchAll(/[A-Za-z0-9+/]{32,}={0,2}/g)) {
    const decoded = Buffer.from(encoded, 'base64').toString('utf8');
    const printable = decoded.replace(/[^\p{L}\p{N}\p{P}\s]/gu, '').length;
    if (decoded.length > 0 && printable / decoded.length > 0.95 && /\s/.test(decoded)) return true;
  }
  return false;
}
