/**
 * Sentence boundaries in German (and simple English) text, as town websites write it.
 * `Intl.Segmenter` splits at "z. B.", "1. Januar" and "Abs. 3"; quotes and answer checks need whole sentences,
 * so boundaries are decided here by abbreviations, ordinals and the word that follows.
 */

export interface Sentence {
  /** The sentence word for word: `source.slice(start, end)`. Never empty, no white space at its ends. */
  text: string;
  /** Offset of the first character in the source. */
  start: number;
  /** Offset after the last character in the source. */
  end: number;
}

/** Abbreviations after which a sentence goes on, whatever follows. Written without spaces and last dot, lower-case. */
const NEVER_ENDS = new Set(
  `z.b z.bsp d.h i.d.r i.d.f i.v.m i.s.d i.s.v i.h.v i.h.d i.a i.v o.g s.o s.u v.a u.u z.t z.hd z.hdn z.zt m.w.n b.z.w
   d.i m.e sog u.dgl.m abs art anm aufl bd betr bzgl bzw ca circa dipl dr prof ing mag med phil jur rer nat hr hrn fr frl gem ggf ggfs
   ggü hrsg inkl exkl einschl evtl insb insbes lfd max min mind nr nrn rn rdnr pos sog st tel fax mob urspr verf vgl voraus
   vorauss zzgl zuzgl abzgl ziff kap lit tab abb bsp beil gez geb gest verh verw zul stv stellv komm staatl städt ev kath allg
   öffentl spez priv ehem heut hl wg zw zgl zwecks monatl jährl tägl wöchentl telef pers schriftl mündl mr mrs ms e.g i.e
   vs jg jhg mitgl bgm obgm ltd reg.-nr hausnr steuer-nr tel.-nr art.-nr az ust-id dipl.-ing univ s§ postf gde lkr kr bez ldkr`
    .split(/\s+/)
    .filter(Boolean),
);

/** Abbreviations that may end a sentence: one ends there only if a word follows that usually begins a sentence. */
const MAY_END = new Set(
  `usw etc u.a u.ä u.ä.m u.v.m u.s.w o.ä o.dgl u.dgl e.v e.g i.r n.n n.chr v.chr a.d a.m p.m m b.w str pl std stdn min sek wo
   woch jh jhdt jhd mio mrd tsd kfz lkw pkw eur ct qm km cm mm kg ha jan feb febr mrz apr jun jul aug sep sept okt nov dez mo di mi do
   sa so inc co bd uhr vorm nachm gmbh ag kg ff f abt ref fb og ug eg no`
    .split(/\s+/)
    .filter(Boolean),
);

/** Capitalised function words: after an abbreviation or a number they show that a new sentence has begun. */
const STARTERS = new Set(
  `der die das den dem des ein eine einen einem einer eines er sie es wir ihr ihre ihren ihrem ihrer ich man wer was wann wo
   wohin woher wie warum weshalb welche welcher welches welchen wenn falls sofern sobald soweit solange ob da dann danach dort dabei
   dafür dagegen damit daran darauf daraus darin darüber darunter davon davor dazu diese dieser dieses diesen diesem dies hier
   hierfür hierzu hierbei hiervon bei beim bitte für in im am an auf aus mit nach von vom zum zur zu um unter über durch ohne bis ab
   seit vor während wegen trotz auch alle alles als also außerdem außerhalb innerhalb zudem ansonsten sonst jedoch jede jeder jedes
   kein keine keinen nur nicht noch nun oder und aber doch sollte sollten soll können kann könnte haben hat ist sind wird werden
   wurde wurden muss müssen darf dürfen möchten möchte beachten weitere weiterhin somit daher deshalb deswegen folgende folgender
   insbesondere gegebenenfalls eventuell anschließend ferner zusätzlich zunächst zuvor seitdem sein seine seinen ihnen uns unser unsere
   manche manchmal mehr mehrere viele einige beide beispielsweise grundsätzlich generell allerdings dennoch trotzdem ebenfalls ebenso
   hierdurch hiermit inzwischen derzeit aktuell künftig ansprechpartner achtung hinweis wichtig
   the this these that those you your if it we they there please when how what where who why which for at with from to our all any`
    .split(/\s+/)
    .filter(Boolean),
);

const MONTHS = new Set(
  `januar jänner februar feber märz april mai juni juli august september oktober november dezember
   jan feb febr mrz apr jun jul aug sep sept okt nov dez`
    .split(/\s+/)
    .filter(Boolean),
);

/** Words before a number that make it a count or a label, not an ordinal ("Satz 2." may end a sentence). */
const LABELS = new Set(
  `satz abs absatz nr nummer ziffer ziff artikel art § §§ paragraf paragraph kapitel seite zimmer raum haus gebäude etage stufe
   klasse gruppe zone linie tel telefon fax postfach anlage tabelle punkt buchstabe euro eur plz gleis tor halle tarif`
    .split(/\s+/)
    .filter(Boolean),
);
const STREET = /(?:straße|strasse|str\.?|weg|platz|gasse|allee|ring|damm|ufer|markt)$/u;

const ENDINGS = /[.!?…]+/gu;
const CLOSERS = /^[)\]}"'“”»«’›‹]+/u;
/** How far a bracket or a quotation may reach so that it is still kept in one sentence, in characters. */
const LONGEST_INSET = 300;
/** What is read around a possible end, in characters. */
const LOOK_BACK = 80;
const LOOK_AHEAD = 60;
const PAIRS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['„', '“”"'],
  ['»', '«'],
]);

/** Splits text into sentences. A line break always ends one; white space between sentences belongs to none. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let lineStart = 0;
  for (const line of text.split(/[\n\r\u2028\u2029]/u)) {
    splitLine(line, lineStart, sentences);
    lineStart += line.length + 1;
  }
  return sentences;
}

function splitLine(line: string, lineStart: number, out: Sentence[]): void {
  let start = 0;
  let firstLetter = line.search(/\S/u);
  let inset = -1;
  let scanned = 0;
  for (const match of line.matchAll(ENDINGS)) {
    inset = lastInsetEnd(line, Math.max(scanned, inset + 1), match.index, firstLetter, inset);
    scanned = match.index;
    const closers =
      CLOSERS.exec(line.slice(match.index + match[0].length, match.index + match[0].length + 8))?.[0] ?? '';
    const end = match.index + match[0].length + closers.length;
    if (end <= inset) continue;
    const after = line.slice(end, end + LOOK_AHEAD);
    if (!/^\s/u.test(after)) continue;
    const next = after.trimStart();
    if (next === '') continue;
    const before = line.slice(Math.max(start, match.index - LOOK_BACK), match.index);
    if (!endsHere(before, match[0], closers !== '', next)) continue;
    push(line, start, end, lineStart, out);
    start = end;
    scanned = end;
    inset = -1;
    firstLetter = end + after.search(/\S/u);
  }
  push(line, start, line.length, lineStart, out);
}

/** Where the last bracket or quotation closes that opens between `from` and `to`; nothing is split before that. */
function lastInsetEnd(line: string, from: number, to: number, firstLetter: number, known: number): number {
  let end = known;
  for (let at = from; at < to; at += 1) {
    const closing = PAIRS.get(line.charAt(at));
    // An inset that opens the sentence may itself hold several sentences.
    if (closing === undefined || at === firstLetter) continue;
    const last = Math.min(line.length, at + LONGEST_INSET);
    for (let inside = at + 1; inside < last; inside += 1) {
      if (closing.includes(line.charAt(inside))) {
        end = inside;
        at = inside;
        break;
      }
    }
  }
  return end;
}

function endsHere(sentence: string, mark: string, closed: boolean, next: string): boolean {
  const first = /^[„“"'»«‚([{–—-]*\s*(\S)/u.exec(next)?.[1] ?? next.charAt(0);
  const startsLow = /\p{Ll}/u.test(first) && !/^(?:www\.|https?:)/u.test(next);
  if (startsLow) return false;
  if (/^[,;:]/u.test(next)) return false;
  if (mark !== '.' || closed) return true;

  const word = /[^\s([{„“"'»«/]*$/u.exec(sentence)?.[0] ?? '';
  if (word === '') return !/^\s*$/u.test(sentence);
  const nextWord = (/^[„“"'»«‚([{]*([\p{L}\p{N}-]+)/u.exec(next)?.[1] ?? '').toLowerCase();
  const starter = STARTERS.has(nextWord);
  const low = word.toLowerCase();

  if (/^\p{N}/u.test(word)) return endsAfterNumber(sentence, word, next, nextWord, starter);
  if (/^[IVXLC]+$/u.test(word) && word.length > 1) return starter;

  const chain = abbreviationChain(sentence);
  if (NEVER_ENDS.has(chain) || NEVER_ENDS.has(low)) {
    // "Min." is minimum and minutes, "e.g." English only: the ones in both lists follow the weaker rule.
    return MAY_END.has(low) && starter;
  }
  if (MAY_END.has(chain) || MAY_END.has(low)) {
    if (/^(?:usw|etc|u\.v\.m|u\.s\.w|gmbh|uhr)$/u.test(chain) || /^(?:usw|etc|gmbh|uhr)$/u.test(low)) {
      return /\p{Lu}/u.test(first);
    }
    return starter;
  }
  if (/^\p{L}$/u.test(word)) return starter;
  if (/str$/u.test(low)) return starter;
  // Compound abbreviations ("Dipl.-Verw.") and words without a vowel ("Hptm.") are abbreviations as well.
  if (/\.-?\p{L}+$/u.test(low) && !/@|\/|www|\.(?:de|com|org|eu|net|info|bayern)$/u.test(low)) return starter;
  if (low.length <= 5 && /^\p{L}+$/u.test(low) && !/[aeiouyäöü]/u.test(low)) return starter;
  return true;
}

function endsAfterNumber(sentence: string, word: string, next: string, nextWord: string, starter: boolean): boolean {
  const before = sentence.slice(0, sentence.length - word.length).trim();
  // "1." at the beginning numbers the sentence.
  if (before === '') return false;
  if (MONTHS.has(nextWord)) return false;
  const beforeWord = (/\S+$/u.exec(before)?.[0] ?? '').toLowerCase();
  const labelled =
    LABELS.has(beforeWord.replace(/[.:(]+$/u, '')) || STREET.test(beforeWord) || /^[§(]/u.test(beforeWord);
  const ordinalLike = /^\d{1,3}$/u.test(word) || /^\d{1,2}\.\d{1,2}$/u.test(word);
  if (!ordinalLike) return true;
  if (/^\d/u.test(next)) return false;
  if (starter || labelled) return true;
  return !/^[„“"'»«‚(]*\p{L}/u.test(next);
}

/** The dotted abbreviation that ends here, without spaces: "… z. B" → "z.b", "i. d. R" → "i.d.r". */
function abbreviationChain(sentence: string): string {
  const chain = /(?<![\p{L}\p{N}])(?:\p{L}{1,3}\.\s?){0,3}\p{L}{1,4}$/u.exec(sentence.slice(-24))?.[0] ?? '';
  return chain.replace(/\s/gu, '').toLowerCase();
}

function push(line: string, start: number, end: number, lineStart: number, out: Sentence[]): void {
  const raw = line.slice(start, end);
  const text = raw.trim();
  if (text === '') return;
  const offset = lineStart + start + (raw.length - raw.trimStart().length);
  out.push({ text, start: offset, end: offset + text.length });
}
