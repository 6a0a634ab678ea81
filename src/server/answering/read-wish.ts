/** What a question wants to know: a time, an amount, a place, a person, a list. By the words that begin and carry it. Pure. */

export type Wish =
  | 'time'
  | 'duration'
  | 'amount'
  | 'place'
  | 'contact'
  | 'steps'
  | 'documents'
  | 'age'
  | 'number'
  | 'yes-no'
  | 'person';

const PATTERNS: readonly [Wish, RegExp][] = [
  [
    'duration',
    /\bwie (?:lange?|schnell)\b|\bbearbeitungs(?:zeit|dauer)|\bdauert?\b|\bfrist\b|\binnerhalb\b|\bhow (?:long|fast|soon)\b/iu,
  ],
  [
    'time',
    /\bwann\b|\bum wie ?viel uhr\b|\b(?:öffnungs|sprech|geschäfts)(?:zeit|stunde)|\b(?:geöffnet|offen|geschlossen|zu|auf)\s*\?*$|\b(?:hat|habt|haben)\b.{0,40}\b(?:offen|geöffnet|auf)\b|\b(?:bis|ab|seit) wann\b|\bwelche[mnrs]? (?:tag|datum|uhrzeit|tagen|termin)|\btermine?\b.{0,30}\?|\bwhen\b|\bopening hours\b|\bwhat (?:time|day|date)\b|\bopen\b/iu,
  ],
  [
    'amount',
    /\bwas (?:kostet|kosten|zahl\p{L}*|bezahl\p{L}*|muss ich (?:zahlen|bezahlen))|\bwie ?viel\b.{0,40}\b(?:kostet|kosten|zahl\p{L}*|bezahl\p{L}*|geld|euro|gebühr\p{L}*)|\bkost\p{L}*|\bgebühr|\bpreis|\bteuer|\bwie hoch\b|\bverdien|\bzuschuss|\bzahlen\b|\beintritt|\bhow much\b|\bcosts?\b|\bfees?\b|\bprices?\b|\bpay\b/iu,
  ],
  ['age', /\bab welchem alter\b|\bwie alt\b|\balter\b|\bmit wie ?vielen jahren\b|\bhow old\b|\bage\b/iu],
  ['number', /\bwie ?viele?\b|\bwie oft\b|\bwie (?:groß|weit|breit|hoch|schnell)\b|\bhow (?:many|often|big|far)\b/iu],
  [
    'contact',
    /\b(?:telefon|tel\.|nummer|rufnummer|anrufen|erreich\p{L}*|kontakt\p{L}*|e-?mail|mail|adresse|anschrift|ansprechpartner\p{L}*|hotline|phone|contact|call|address)\b|telefonnummer|mailadresse/iu,
  ],
  ['place', /\bwo\b|\bwohin\b|\bwelche[mnrs]? (?:ort|stelle|amt|raum|zimmer|straße|adresse)|\bwhere\b/iu],
  ['person', /\bwer\b|\bwem\b|\bwen\b|\ban wen\b|\bwho\b|\bwhom\b|\bzuständig/iu],
  [
    'documents',
    /\bwas (?:brauch|benötig|muss ich (?:mitbringen|vorlegen|haben))|\bunterlagen\b|\bdokumente?\b|\bnachweise?\b|\bpapiere\b|\bmitbringen\b|\bvorlegen\b|\bvoraussetzung|\bwhat do i need\b|\bdocuments?\b|\bbring\b|\brequire/iu,
  ],
  [
    'steps',
    /\bwie (?!lange?\b|viel|oft|hoch|teuer|alt\b|groß|weit|schnell|heißt|heißen)\b|\bwas (?:tun|muss ich tun|jetzt|nun|mache ich|soll ich tun)|\bablauf|\bhow (?:do|can|to|does)\b/iu,
  ],
  [
    'yes-no',
    /^(?:und |also |hallo,? )?(?:ist|sind|kann|können|könnte|darf|dürfen|muss|müssen|gibt|gibts|hat|haben|habe|hab|wird|werden|bekomm\p{L}*|krieg\p{L}*|brauch\p{L}*|gilt|reicht|kostet|macht|nehmt|soll|is|are|can|may|must|do|does|have|has)\b/iu,
  ],
];

export function readWishes(question: string): Set<Wish> {
  return new Set(PATTERNS.flatMap(([wish, pattern]) => (pattern.test(question) ? [wish] : [])));
}

const DATE =
  /\d{1,2}\.\s?(?:\d{1,2}\.|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\b(?:19|20)\d{2}\b/u;
const CLOCK =
  /\b\d{1,2}(?:[:.]\d{2})?\s?(?:uhr|h\b|[ap]\.?m)|\b\d{1,2}:\d{2}\b|(?<!\p{L})(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|werktag|wochenende|monday|tuesday|wednesday|thursday|friday|saturday|sunday|täglich|jede[nrs]? (?:tag|woche|monat))/iu;
const SPAN =
  /(?:\b\d+(?:,\d+)?|ein(?:e[mnrs]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|vierzehn|halbe[sn]?|mehrere[n]?|wenige[n]?|one|two|three|four|six|ten|twelve)(?:\s(?:bis|oder|to|or)\s\p{L}+|\s?[–-]\s?\d+)?\s(?:\p{L}+\s)?(?:minute|stunde|tag|werktag|arbeitstag|woche|monat|quartal|halbjahr|jahr|schuljahr|minute|hour|day|week|month|year)\p{L}*|\bsofort\b|\bunverzüglich|\bumgehend|\bunbefristet|\blebenslang|\bdauerhaft/iu;
const MONEY =
  /€|\b(?:euro|eur|cent)\b|\b(?:kostenlos|kostenfrei|gebührenfrei|unentgeltlich|umsonst|gratis|free of charge|free)\b|kostet kein|keine (?:gebühr|kosten)|\d\s?(?:%|prozent)/iu;
const ADDRESS =
  /\b\d{5}\s\p{Lu}\p{L}+|\p{L}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|markt)\s\d|\b(?:rathaus|zimmer|raum|erdgeschoss|obergeschoss|gebäude|bürgerbüro|bürgeramt|landratsamt|amt|behörde|office|room|floor)\b|\p{L}(?:büro|amt|stelle|haus|halle|zentrum|behörde|bad|hof)\b|\b(?:www\.|https?:)/iu;
const REACH =
  /(?:\+49|\(?0\d{2,5}\)?)[\s/–-]?\d[\d\s/–-]{3,}|\b(?:116|115|112|110)\b|\b[\p{L}\d._-]+@[\p{L}\d.-]+|\b(?:www\.|https?:)\S+|\btelefon|\btel\./iu;
const OFFICE =
  /\b(?:amt|büro|behörde|stelle|beratung|team|zuständig|ansprechpartner|kontakt|office|authority)|\p{L}(?:amt|büro|behörde|stelle|beratung|zentrum|leiter(?:in)?|verein|kammer|kasse)\p{L}?\b|\bperson(?:en)?\b|\b(?:herr|frau)\s\p{Lu}/iu;
const PAPERS =
  /\p{L}*(?:ausweis|pass|urkunde|bescheinigung|nachweis|formular|antrag|vollmacht|lichtbild|foto|unterlage|dokument|zeugnis|vertrag|bescheid|erklärung|bestätigung|passport|certificate|document|form|proof)\p{L}*/iu;
const ACTION =
  /\b(?:können sie|kannst du|müssen sie|musst du|bitte|wenden sie|wende dich|melden sie|stellen sie|rufen sie|füllen sie|beantragen|anmelden|ausfüllen|einreichen|online|schriftlich|persönlich|termin|antrag|you can|please|apply|register)\b/iu;
const YEARS = /\b\d{1,2}(?:\.|\s)?\s?(?:jahre?n?|lebensjahr|monate?n?|years?)\b|volljährig|minderjährig/iu;
const DIGIT =
  /\d|\b(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|einmal|zweimal|dreimal|jährlich|monatlich|wöchentlich|täglich)\p{L}?\p{L}?\b/iu;
const YES_NO =
  /^(?:ja|nein|yes|no)\b|\b(?:nicht|kein\p{L}*|nur|auch|möglich|erlaubt|verboten|erforderlich|notwendig|darf|dürfen|kann|können|muss|müssen|gibt es|zulässig|gestattet|not|only|can|may|must)\b/iu;

/** How well the form of a text meets a wish, 0 to 1: a sentence with a price for "Was kostet …?". */
export function meetsWish(text: string, wish: Wish): number {
  switch (wish) {
    case 'time':
      return CLOCK.test(text) ? 1 : DATE.test(text) ? 0.9 : SPAN.test(text) ? 0.6 : 0;
    case 'duration':
      return SPAN.test(text) ? 1 : DATE.test(text) || CLOCK.test(text) ? 0.5 : 0;
    case 'amount':
      return MONEY.test(text) ? 1 : /gebühr|kosten|entgelt|beitrag/iu.test(text) ? 0.3 : 0;
    case 'place':
      return ADDRESS.test(text) ? 1 : REACH.test(text) ? 0.5 : 0;
    case 'contact':
      return REACH.test(text) ? 1 : ADDRESS.test(text) ? 0.4 : 0;
    case 'person':
      return OFFICE.test(text) ? 1 : 0;
    case 'documents':
      return PAPERS.test(text) ? 1 : 0;
    case 'steps':
      return ACTION.test(text) ? 1 : 0;
    case 'age':
      return YEARS.test(text) ? 1 : DIGIT.test(text) ? 0.4 : 0;
    case 'number':
      return DIGIT.test(text) ? 1 : 0;
    case 'yes-no':
      return YES_NO.test(text) ? 1 : 0;
  }
}

const HEADINGS: Record<Wish, RegExp> = {
  time: /zeit|termin|frist|wann|datum|tage\b|kalender|hours|dates|when|deadline/iu,
  duration: /dauer|frist|wie lange|bearbeitung|gültigkeit|zeit|how long|processing/iu,
  amount:
    /gebühr|kosten|preis|entgelt|höhe|beitr[aä]g|tarif|eintritt|steuers[aä]tz|betrag|fees?\b|cost|price|how much/iu,
  age: /alter|voraussetzung|wer\b|age\b|who/iu,
  number: /zahlen|umfang|höhe|größe|figures/iu,
  contact: /kontakt|ansprech|erreich|telefon|contact/iu,
  place: /ort\b|wo\b|adresse|anschrift|standort|zuständig|anfahrt|where|location|address/iu,
  person: /zuständig|ansprech|kontakt|wer\b|team|who|contact/iu,
  documents: /unterlagen|mitbring|nachweis|voraussetzung|benötig|brauchen|dokumente|documents|bring|need|require/iu,
  steps: /so geht|ablauf|verfahren|antrag|anmeld|abmeld|beantrag|wie\b|schritt|vorgehen|how to|apply|register/iu,
  'yes-no': /$^/u,
};

/** True if a heading announces what is asked for: "Gebühren" for "Was kostet …?", "Unterlagen" for "Was brauche ich …?". */
export function announcesWish(heading: string, wish: Wish): boolean {
  return HEADINGS[wish].test(heading);
}
