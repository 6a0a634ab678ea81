/**
 * Tells what kind of utterance it is: most are questions to be searched for, some need a prepared answer. By rules on folded text
 * ("Tschüß", "tschuess" and "TSCHÜSS" are one), measured on phrasings of our own and on ordinary questions (recognise-kind.test.ts).
 */
import { foldWord } from '../german/fold-word.ts';
import { GERMAN_TOWNS } from './german-towns.ts';
import { isElsewhere } from './recognise-elsewhere.ts';

export type Crisis = 'emergency' | 'despair' | 'violence';

export type UtteranceKind =
  | { kind: 'question' }
  | { kind: 'greeting' | 'thanks' | 'goodbye' | 'identity' | 'insult' | 'own-case' | 'opinion' | 'elsewhere' }
  /** `asksForInformation`: somebody asks for an office or a rule, so that pages are quoted below the numbers. */
  | { kind: 'crisis'; crisis: Crisis; asksForInformation: boolean }
  | { kind: 'other-town'; place: string };

export interface TownKnowledge {
  /** Names of the town itself and of its sources. */
  ownNames: readonly string[];
  /** True if the pages speak of the place often enough to answer about it. */
  isAtHome(place: string): boolean;
}

export function recogniseKind(question: string, town: TownKnowledge): UtteranceKind {
  const text = foldText(question);
  const crisis = recogniseCrisis(text);
  if (crisis !== null) return { kind: 'crisis', crisis, asksForInformation: ASKS_FOR_INFORMATION.test(text) };
  const courtesy = recogniseCourtesy(text);
  if (courtesy !== null) return { kind: courtesy };
  if (IDENTITY.some((pattern) => pattern.test(text))) return { kind: 'identity' };
  if (isInsult(text)) return { kind: 'insult' };
  if (isOwnCase(text)) return { kind: 'own-case' };
  if (OPINION.some((pattern) => pattern.test(text)) && !NO_OPINION.test(text)) return { kind: 'opinion' };
  const place = otherTown(question, text, town);
  if (place !== null) return { kind: 'other-town', place };
  if (isElsewhere(text, town.isAtHome)) return { kind: 'elsewhere' };
  return { kind: 'question' };
}

/** Lower case, umlauts and ß folded word by word, white space single. */
function foldText(text: string): string {
  return text
    .replace(/[’`´]/g, "'")
    .replace(/\p{L}+/gu, (word) => foldWord(word))
    .replace(/\s+/g, ' ')
    .trim();
}

// --- crisis ---------------------------------------------------------------------------------------------------------

const SELF = '(?:mich|mir|sich|dich|uns)';

const DESPAIR: readonly RegExp[] = [
  /\b(?:s[uo][iy]z+i[dt]\w*|selbstmor[dt]\w*|selbstm[oa]rd\w*|selbsttotung\w*|freitod|suicid\w*|lebensmud\w*|selbstverletz\w*|todessehnsucht)/,
  new RegExp(
    String.raw`\b${SELF} (?:\w+ ){0,4}?(?:um(?:zu)?br[aei]+ng\w*|um bringen|erhang\w*|aufhang\w*|auf(?:zu)?hangen|vergiften|erschiess\w*|ritz\w*|toten|zu toten|das leben (?:zu )?nehmen|etwas (?:an(?:zu)?tun)|was an(?:zu)?tun)\b`,
  ),
  new RegExp(
    String.raw`\b(?:bring\w*|tote\w*|hang\w*|erschiess\w*|ritz\w*|verletz\w*) (?:ich |man |er |sie )?${SELF} (?:\w+ ){0,3}?(?:um|auf|selbst|selber|absichtlich)\b`,
  ),
  /\b(?:ich )?ritz\w* (?:ich )?mich\b/,
  /\b(?:leben|sein|da sein|aufwachen|weiterleben|weitermachen) (?:will|mochte|mag|kann) ich nicht\b/,
  /\b(?:will|mochte|mag|kann|wollte|wolle)\w* (?:ich |er |sie |einfach |so |echt |wirklich |auch |das |es )*(?:nich|nicht|nimmer|ned) ?(?:mehr |langer )+(?:leben|weiterleben|da sein|aufwachen|weitermachen|weiter ?machen|existieren|hier sein|auf dieser welt)/,
  /\b(?:will|mochte|mag)\w* (?:ich |er |sie |einfach |auch )*(?:nich|nicht|nimmer|ned) ?(?:mehr |langer )?(?:leben|weiterleben|aufwachen)\b/,
  /\b(?:ich|er|sie) (?:will|mochte|wollte) (?:\w+ )?(?:\w+ )?(?:sterben|tot sein)\b|^(?:will|mochte) (?:\w+ )?(?:\w+ )?sterben\b|\b(?:ware|war) (?:ich |er |sie )?(?:\w+ )?(?:lieber |besser |doch |nur |am liebsten )*tot\b|\bich (?:\w+ )?tot ware\b|\bam liebsten (?:ware ich )?tot\b|\bschmerzlos sterben\b|\bwunschte ich ware (?:tot|nicht)/,
  /\b(?:leben|alles|das alles) (?:hat|macht|ist|hat fur mich|macht fur mich) (?:doch |einfach |uberhaupt |gar )?(?:kein\w*|nicht mehr) (?:sinn|lebenswert)|\b(?:keinen|kein) (?:bock|lust|grund|sinn|kraft|lebenswillen) (?:mehr )?(?:zu |zum |am |auf (?:das )?|im )leben\b|\bkeinen lebenswillen\b/,
  /\b(?:meinem|dem|seinem|ihrem) leben (?:ein )?(?:ende|schluss)\b|\bnicht mehr (?:leben|weiterleben)\b|\bleben (?:zu )?(?:nehmen|beenden)\b/,
  /\bniemand (?:wurde|wird) mich vermissen\b|\bwelt (?:ist|ware) (?:\w+ )?ohne mich besser\b|\b(?:besser|leichter) ohne mich\b|\bohne mich\b[^.?!]{0,25}\b(?:besser|leichter)\b|\bwill (?:\w+ ){0,2}?(?:weg|fort|raus) (?:von|aus) (?:dieser|der) welt\b/,
  /\bspring\w* (?:ich )?(?:jetzt |gleich |heute |einfach )*(?:von (?:der|einer) \w*bruck\w*|von der \w+|vor (?:den|einen) \w*zug|aus dem fenster)/,
  /\btabletten (?:schlucken|nehmen) und (?:einschlafen|sterben)|\balle tabletten\b/,
  /\b(?:kill|hurt|harm|hang|cut|cutting|killing|hurting) (?:myself|my self|himself|herself)\b|\b(?:want|wanna|going|like|wish) (?:to )?(?:i was |i were )?(?:die|dead|be dead|end (?:it|it all|my life|everything))\b|\bend my life\b|\b(?:do not|don't|dont|no longer) want to (?:live|be alive|wake up|be here)\b|\bsuicid\w*|\b(?:no reason|nothing) to live\b|\bbetter off (?:dead|without me)\b|\btake my (?:own )?life\b/,
  /\bich (?:kann|halte|schaff\w*|pack\w*) (?:einfach |wirklich |es |das |das alles |echt )*(?:nicht|nich) mehr(?: aus| weiter)?\s*(?:[.!…]|$)|\bich bin (?:vollig |total |so )?am ende\s*(?:[.!…]|$)|\bich bin (?:so )?verzweifelt\b/,
];

/** Misspelled more often than not, so vowels are open. */
const HITS =
  '(?:schl[aeo]+gt|schlug|schlagen|geschlagen|haut|verhauen|verpr[uo]gelt|pr[uo]gelt|w[uo]rgt|gew[uo]rgt|misshandelt|vergewalt\\w*|missbrauch\\w*|bedroht|stalkt|stalked|gestalkt|tritt|begrapscht|belastigt|fasst|qu[ae]+lt|sperrt)';
const CLOSE_ONE =
  '(?:(?:ex-?|stief|schwieger|gross)?(?:man|mann|freund|partner|frau|freundin|partnerin|vater|mutter|mama|papa|eltern|onkel|opa|oma|bruder|schwester|sohn|chef|nachbar|lebensgefahrte|ehemann|ehefrau|trainer|ex|typ))';

const VIOLENCE: readonly RegExp[] = [
  new RegExp(
    String.raw`\b${HITS} (?:mich|uns|mir|mein(?:e|en|em)? (?:kind\w*|tochter|sohn|mutter|schwester|frau|freundin|nachbarin|bruder)|sein(?:e|en)? (?:frau|kind\w*|freundin)|ihr(?:e|en)? (?:kind\w*|mann)|(?:die|das|ihre|seine) kind\w*)\b`,
  ),
  new RegExp(
    String.raw`\b(?:mein(?:e|en|em)?|der|die|ihr|sein|unser) (?:\w+ )?${CLOSE_ONE}\w* (?:\w+ ){0,5}?${HITS}\b(?! (?:einen|den|das) (?:ball|baum|hund|termin))`,
  ),
  new RegExp(
    String.raw`\b(?:mein(?:e|en|em)?|der|die) ${CLOSE_ONE}\w* (?:\w+ ){0,3}?(?:mich|uns|sie|ihn|die kinder) (?:\w+ ){0,2}?(?:${HITS}|umbringen|umzubringen)`,
  ),
  /\b(?:werde|wurde|bin|wird|wurden|werden) (?:ich |von \w+ \w+ |von \w+ |zu hause |hier |standig |immer |oft |regelmassig )*(?:geschlagen|misshandelt|vergewaltigt|missbraucht|verprugelt|gestalkt|bedroht und|zwangsverheiratet)\b/,
  /\b(?:kind\w*|frau|tochter|sohn|nachbarin)\b[^.?!]{0,30}\b(?:wird|werden|wurde|wurden) (?:\w+ ){0,2}?(?:geschlagen|misshandelt|missbraucht|verprugelt|vergewaltigt)\b/,
  /\b(?:hausliche[nrm]? gewalt|gewalt (?:in der (?:ehe|familie|beziehung|partnerschaft)|gegen (?:frauen|kinder|mich|manner)|zu hause|durch (?:meinen|den))|frauenhaus|frauenhauser|kindesmisshandlung|kindesmissbrauch|vergewaltigung|vergewaltigt|zwangsheirat|zwangsverheirat\w*|opfer (?:von|hauslicher|sexueller) (?:\w+ )?gewalt)/,
  /\bhab\w* (?:\w+ )?angst vor (?:mein|ihm|dem ex|seine|ihr)\w*|\bdroht (?:\w+ ){0,3}(?:mich |uns )?(?:umzubringen|mit (?:dem tod|mord))/,
  /\b(?:husband|boyfriend|partner|father|dad|stepdad|stepfather|wife|girlfriend|ex|mother|mom|uncle|brother|he|she|they) (?:\w+ ){0,2}?(?:beats?|hits?|rapes?|raped|abuses?|abused|beat|threatens?|threatened|strangles?|strangled|touches|stalks?|is beating|is hitting|is abusing|is threatening|is stalking) (?:me|us|my)\b|\bdomestic (?:violence|abuse)\b|\bwomen'?s shelter\b|\b(?:i was|i am|been|being) (?:raped|abused|beaten|stalked)\b/,
];

const EMERGENCY: readonly RegExp[] = [
  /\b(?:herzinfarkt|schlaganfall|bewusstlos\w*|ohnmachtig|erstick\w*|verblutet|blutet stark|atmet nicht|keine luft|vergiftet|vergiftung|uberdosis)\b/,
  /\b(?:es|hier|bei (?:mir|uns)|wohnung|haus|kuche|keller|dachstuhl|nachbarhaus)\b[^.!?]{0,25}\bbrennt\b(?!\w)/,
  /\b(?:brennt es|feuer im (?:haus|keller|treppenhaus)|gasgeruch|riecht nach gas|gasaustritt)\b/,
  /\b(?:einbrecher (?:ist|sind|in|im)|wird (?:gerade )?(?:eingebrochen|uberfallen)|uberfall\w* (?:gerade|worden)|schwer(?:er)? unfall|autounfall (?:mit verletzten|passiert)|unfall (?:mit verletzten|passiert))\b/,
  /\b(?:notfall|notruf|lebensgefahr|krankenwagen|rettungswagen|notarzt)\b(?!\w)/,
  /\b(?:hilfe|help)\s*!{2,}|^\s*(?:hilfe|help(?: me)?)\s*!*$/,
  /\b(?:heart attack|stroke|unconscious|not breathing|can'?t breathe|bleeding (?:heavily|badly)|house is on fire|is on fire|ambulance|emergency (?:number|doctor|call)|life[- ]threatening|overdose|poisoned)\b/,
];
/** Words of an emergency in a question about a rule or service. */
const NO_EMERGENCY =
  /\b(?:notfall(?:betreuung|plan|dose|mappe|ausweis|ordner|karte|praxis|treffpunkt|info\w*)|kosten? (?:ein|der|fur)|kostet (?:ein|der)|rettungswagen (?:fahren|werden|ausbildung)|ausbildung|beruf|arbeiten|praktikum|notruf(?:saule|nummern liste)|gebuhr\w*|rechnung|sirene\w*|probe\w*)\b/;

const ASKS_FOR_INFORMATION =
  /\b(?:gibt es|gibts|wo (?:finde|bekomme|kann|ist|gibt)|wer (?:hilft|berat|ist|unterstutzt)|welche|wie (?:kann|finde|bekomme|komme|beantrage)|an wen|beratung\w*|informationen|adresse|telefonnummer|nummer|offnungszeiten|frauenhaus|is there|where (?:can|is|do)|who (?:can|helps)|which|what (?:should|is|can)|how (?:can|do))\b|\bwas (?:mache|muss|soll|kann|tun|ist)\b/;

function recogniseCrisis(text: string): Crisis | null {
  if (DESPAIR.some((pattern) => pattern.test(text))) return 'despair';
  if (VIOLENCE.some((pattern) => pattern.test(text))) return 'violence';
  if (EMERGENCY.some((pattern) => pattern.test(text)) && !NO_EMERGENCY.test(text)) return 'emergency';
  return null;
}

// --- courtesy -------------------------------------------------------------------------------------------------------

const words = (list: string) => new Set(list.split(/\s+/).filter(Boolean));

const GREETING_WORDS = words(
  `hallo hallochen halo hi hey heyy hello moin moinsen servus salut gruezi grusgott gruss gott gruessgott guten gutentag tag morgen abend mittag
   nachmittag mahlzeit good morning evening afternoon day greetings yo huhu na tach tagchen`,
);
const THANKS_WORDS = words(
  `danke dank dankeschon vielen herzlichen besten lieben tausend merci thx thanks thank you much cheers super toll prima klasse perfekt
   top spitze geholfen hilfreich hat mir das sehr gut war ist ok okay alles klar great perfect helpful awesome`,
);
const GOODBYE_WORDS = words(
  `tschuss tschuessi tschussi tschau ciao bye goodbye wiedersehen auf bis dann bald spater morgen schonen schones tag abend wochenende noch
   machs machen sie gut mach's see you later have nice day feierabend ade servus gute nacht night good einen ein weekend a`,
);
const FILLERS = words(
  `du sie ihr ihnen dir euch lieber liebe liebes chat chatbot bot assistent assistant ki team zusammen alle miteinander there und also ja nein
   so very fur die den der das antwort auskunft hilfe infos info schnelle for your help the answer and wie geht's geht es gehts schon how are
   ich mal bitte wunsche wunsch noch aber einen einer eine ihre deine`,
);

function recogniseCourtesy(text: string): 'greeting' | 'thanks' | 'goodbye' | null {
  const spoken = text.match(/[\p{L}']+/gu) ?? [];
  if (spoken.length === 0 || spoken.length > 12) return null;
  const near = (word: string, set: ReadonlySet<string>) =>
    set.has(word) || (word.length >= 5 && [...set].some((other) => isNear(word, other)));
  const all = (set: ReadonlySet<string>) => spoken.every((word) => near(word, set) || FILLERS.has(word));
  const any = (list: readonly string[]) =>
    spoken.some((word) => list.some((other) => word === other || (word.length >= 5 && isNear(word, other))));
  const thanks = any([
    'danke',
    'dank',
    'dankeschon',
    'merci',
    'thx',
    'thanks',
    'thank',
    'geholfen',
    'hilfreich',
    'helpful',
    'cheers',
  ]);
  const goodbye =
    any([
      'tschuss',
      'tschussi',
      'tschau',
      'ciao',
      'bye',
      'goodbye',
      'wiedersehen',
      'ade',
      'nacht',
      "mach's",
      'machs',
    ]) ||
    /\bbis (?:dann|bald|spater|morgen)\b|\bsee you\b|\bschone[ns] (?:tag|abend|wochenende|feierabend)\b|\bhave a nice\b|\bmach\w* (?:es |sie es )?gut\b|\bgood night\b/.test(
      text,
    );
  const everything = new Set([...GREETING_WORDS, ...THANKS_WORDS, ...GOODBYE_WORDS]);
  if (!all(everything)) return null;
  if (thanks) return 'thanks';
  if (goodbye) return 'goodbye';
  const greeting = any([
    'hallo',
    'halo',
    'hi',
    'hey',
    'hello',
    'moin',
    'servus',
    'huhu',
    'mahlzeit',
    'guten',
    'gutentag',
    'gruss',
    'gruezi',
    'good',
    'greetings',
    'salut',
    'tach',
    'morgen',
    'tag',
    'yo',
    'heyy',
  ]);
  if (greeting && all(GREETING_WORDS)) return 'greeting';
  return /^(?:super|toll|prima|klasse|perfekt|top|spitze|great|perfect|awesome|ok|okay|alles klar)[ !.]*$/.test(text)
    ? 'thanks'
    : null;
}

/** One letter more, less, changed or swapped. */
function isNear(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)) return true;
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
}

const IDENTITY: readonly RegExp[] = [
  /^(?:hallo,? |hi,? |hey,? |und )?(?:wer|was) (?:bist|sind) (?:du|sie)(?: denn| eigentlich| genau| uberhaupt)*(?: fur (?:ein|eine) \w+)?\s*[?!.]*$/,
  /\b(?:bist du|sind sie) (?:eigentlich |denn |wirklich |etwa )*(?:ein |eine |einen )?(?:echt\w* |richtig\w* |reale?r? )?(?:mensch|person|roboter|bot|chatbot|ki|ai|maschine|computer|programm|kunstliche|chatgpt|gpt|mitarbeiter)/,
  /\b(?:spreche|rede|schreibe|chatte) ich (?:hier |gerade |jetzt )*(?:mit )?(?:eine[mr] |dem )?(?:echt\w* |richtig\w* )?(?:mensch|person|roboter|bot|chatbot|ki|maschine|computer|mitarbeiter)/,
  /^(?:und )?was (?:kannst|konnen) (?:du|sie)(?: alles| so| denn| fur mich| hier| eigentlich| tun| machen)*\s*[?!.]*$/,
  /^(?:und )?(?:wie|was) (?:funktionierst|arbeitest|machst) du(?: hier| eigentlich| denn| so)*\s*[?!.]*$|^wie (?:heisst|heissen) (?:du|sie)(?: denn| eigentlich)?\s*[?!.]*$|^wie ist dein name\s*[?!.]*$/,
  /^(?:hi,? |hello,? |and )?(?:who|what) are you\b.{0,12}$|\bare you (?:a |an )?(?:real |actual )?(?:human|person|robot|bot|ai|machine|chatbot|computer)|^what can you do\b.{0,15}$|\bam i (?:talking|speaking|chatting) (?:to|with) (?:a |an )?(?:real |actual )?(?:human|person|robot|bot|ai|machine)|^what(?:'s| is) your name\b|^how do you work\b.{0,5}$/,
  /^(?:wer hat dich|von wem wurdest du) (?:gemacht|programmiert|gebaut|entwickelt|erschaffen)|^who (?:made|built|created) you/,
  /^(?:welches|was fur ein) (?:modell|sprachmodell|ki-?modell|ki) (?:bist|nutzt|benutzt|verwendest) du/,
];

// --- insults --------------------------------------------------------------------------------------------------------

const SWEAR_WORDS = words(
  `arsch arschloch arschlocher arschgeige idiot idioten idiotin depp deppen trottel vollidiot vollpfosten hurensohn hure wichser fotze
   missgeburt schwachkopf dummkopf penner fuck fucking fucker asshole bitch bastard moron stupid idiotisch bloder blodes blode blodmann
   scheisse scheiss scheissladen scheissbot scheissteil drecksladen drecksbot mistding mull bullshit shit crap verpiss fick ficken dick dumm dumme dummer
   dummes blod doof doofer doofes doofe unfahig unfahige unfahiger nutzlos nutzloser nutzloses useless dumb worthless spast spasti mongo behindert
   opfer schlampe lappen kackbot kacke kack verarschen verarscht`,
);
const ABOUT_YOU =
  /\b(?:du|dich|dir|dein\w*|ihr|euch|euer|bot|chatbot|ki|assistent|programm|sie sind|you|your|this (?:bot|thing)|ding|teil|laden|verein|verwaltung|stadt|leck mich|fick dich|fuck|halt (?:die|dein\w*))\b/;

function isInsult(text: string): boolean {
  if (
    /\b(?:leck mich|fick dich|fuck (?:you|off|u)|verpiss dich|halt(?:'?s| die| dein\w*) (?:maul|klappe|fresse|schnauze)|shut up|go to hell|screw you|du nervst|du kannst mich mal|hurensohn|wichser|arschlo\w+)\b/.test(
      text,
    )
  )
    return true;
  const spoken = text.match(/[\p{L}']+/gu) ?? [];
  const swearing = spoken.filter(
    (word) =>
      SWEAR_WORDS.has(word) ||
      (word.length >= 7 && [...SWEAR_WORDS].some((other) => other.length >= 7 && isNear(word, other))),
  );
  // "Wohin mit dem Müll?" is a question: a single rude word counts only in a short remark about the assistant.
  if (
    swearing.length === 0 ||
    (/\bmull/.test(swearing.join(' ')) && !/\b(?:du|bist|redest|laberst|erzahl\w*|antwort\w*)\b/.test(text))
  )
    return false;
  if (spoken.length <= 2 && !text.includes('?'))
    return !/^(?:mull|opfer|lappen|behindert)$/.test(swearing[0] ?? '') || spoken.length === 2;
  const question = /^(?:was(?! fur ein)|wie|wo|wann|wer|kann|darf|gibt|muss|how|where|when|what)\b/.test(text);
  return (
    spoken.length <= 12 &&
    !question &&
    (ABOUT_YOU.test(text) || swearing.some((word) => /(?:bot|laden|teil)$/.test(word)))
  );
}

// --- own case -------------------------------------------------------------------------------------------------------

const PAPER = String.raw`(?:\w*(?:antra\w{0,3}|bescheid\w*|ausweis\w*|perso|personalausweis\w*|reisepass\w*|pass|passes|fuhrerschein\w*|urkunde\w*|bescheinigung\w*|genehmigung\w*|widerspruch\w*|akte|akten|vorgang\w*|anmeldung|erstattung|ruckzahlung|geld|zahlung|nachzahlung|anfrage|beschwerde|termin\w*|unterlagen|aufenthalts\w+|visum|einburgerung|bauantrag\w*|wohngeld|elterngeld|steuerbescheid\w*|fuhrungszeugnis\w*|kitaplatz\w*|kita-?platz|platz|mulltonne|tonne|papiere|verfahren|fall|rechnung|mahnung|bussgeld\w*|strafzettel\w*))`;
const OWN = String.raw`(?:mein\w{0,2}|unser\w{0,2})`;

const OWN_CASE: readonly RegExp[] = [
  new RegExp(
    String.raw`\bwann (?:kommt|kommen|bekomm\w*|krieg\w*|erhalt\w*|hab\w*|wird|werden|ist|sind|kann ich)\b[^.?!]{0,30}?\b${OWN} (?:\w+ ){0,2}?${PAPER}(?![^?]{0,40}\b(?:beantragen|umtauschen|verlangern|abgeben|stellen|anmelden)\b)`,
  ),
  new RegExp(
    String.raw`\b(?:wo (?:ist|sind|bleibt|bleiben|liegt|steckt)|was (?:ist|wird|passiert) (?:mit|aus)|wie (?:steht|sieht) es (?:um|mit)|wie weit ist|wie ist der (?:stand|status))\b[^.?!]{0,20}\b${OWN} (?:\w+ ){0,2}?${PAPER}\b(?!\s+(?:zu )?(?:beantragen|melden|abgeben))`,
  ),
  new RegExp(
    String.raw`\b(?:stand|status|bearbeitungsstand|sachstand) (?:von |zu |in |bei )?(?:${OWN}|de[rs]|zum) (?:\w+ ){0,2}?${PAPER}`,
  ),
  new RegExp(
    String.raw`\b(?:ist|sind|wurde|wurden|wird) ${OWN} (?:neue\w? |alte\w? )?(?:\w+ )?${PAPER} (?:\w+ ){0,3}?(?:fertig|da|angekommen|eingegangen|bearbeitet|genehmigt|bewilligt|abgelehnt|abholbereit|abholbar|durch|ausgestellt|verschickt|unterwegs|bereit|geandert|gebucht|bezahlt|registriert)\b`,
  ),
  new RegExp(
    String.raw`\b(?:warum|wieso|weshalb) (?:ist|sind|wurde|wird|dauert|hat|habe|haben|bekomm\w*|krieg\w*|erhalt\w*) (?:ich |man |sie |ihr )?(?:\w+ ){0,2}?(?:${OWN} (?:\w+ )?${PAPER}|noch (?:keine?n?|immer))`,
  ),
  new RegExp(
    String.raw`\b(?:haben sie|habt ihr|hat (?:das amt|die stadt|jemand)|hast du) (?:\w+ ){0,2}?${OWN} (?:\w+ ){0,2}?${PAPER}[^?]{0,25}\b(?:bekommen|erhalten|bearbeitet|gelesen|gefunden|gepruft|da|vorliegen)`,
  ),
  /\b(?:seit|vor) (?:\w+ ){1,4}(?:warte|beantragt|gestellt|eingereicht|abgegeben|angemeldet)\b[^?]{0,60}\b(?:wann|warum|wo bleibt|nichts gehort|immer noch|noch nichts|noch nicht|noch kein\w*)\b/,
  /\bwarte (?:ich )?(?:schon |immer noch |noch |jetzt )*(?:seit|schon|immer|ewig)\b/,
  /\bhab\w* (?:\w+ ){0,6}(?:noch|bisher|immer noch) (?:nichts|keine (?:antwort|ruckmeldung|nachricht)|keinen (?:bescheid|termin))\b[^?]{0,20}(?:gehort|bekommen|erhalten)/,
  /\b(?:mein\w?|unser\w?) (?:aktenzeichen|kassenzeichen|vorgangsnummer|antragsnummer|kundennummer)\b|\baktenzeichen (?:ist|lautet|:)?\s*[a-z]*\d/,
  /\b(?:wie viel|wieviel|was) (?:muss|schulde|soll) ich (?:euch|ihnen|der stadt|noch) (?:noch )?(?:zahlen|bezahlen|schulden)\b|\bwelche (?:schulden|ruckstande|offenen (?:rechnungen|forderungen)) habe ich\b/,
  /\b(?:konnen sie|kannst du|konntest du|konnten sie) (?:mir )?(?:bitte )?(?:mal )?(?:nachsehen|nachschauen|nachgucken|prufen|schauen),? (?:ob|wann|wo|wie) (?:mein|unser|ich)/,
  /\bbin ich (?:schon |noch |jetzt |richtig |bei (?:euch|ihnen) )*(?:angemeldet|gemeldet|registriert|eingetragen|abgemeldet)\b/,
  /\bwhere(?:'s| is| are) my (?:\w+ )?(?:application|passport|id|id card|card|permit|certificate|refund|money|documents?|letter|license|licence|appointment)\b/,
  /\b(?:status|progress|state) of my (?:\w+ )?(?:application|case|request|permit|claim|appeal|passport|id)\b/,
  /\b(?:when (?:will|do|can|is|are)|has|have|is|did|was|why (?:was|is|has)) (?:i (?:get|receive) )?(?:you )?(?:received? |processed? |approved? )?my (?:\w+ ){0,2}?(?:application|passport|id card|id|permit|certificate|refund|appeal|case|claim|decision)\b(?! (?:expire|valid|cost))(?! if)/,
];
/** General questions that only sound like one's own case. */
const NO_OWN_CASE =
  /\bwie lange (?:dauert|braucht|muss|gilt|ist|dauert's)\b|\bwie (?:beantrage|verlangere|andere|sperre|melde|bekomme) ich\b|\b(?:verloren|gestohlen|geklaut|abgelaufen|kaputt|weg|defekt)\b|\bwann (?:muss|soll|sollte|darf) ich\b|\bab wann\b|\bbis wann (?:muss|kann)\b|\bhow (?:long|do)\b|\bnicht geleert\b|\b(?:sperren|verlangern|umtauschen|beantragen|ummelden)\b/;

function isOwnCase(text: string): boolean {
  return OWN_CASE.some((pattern) => pattern.test(text)) && !NO_OWN_CASE.test(text);
}

// --- opinion --------------------------------------------------------------------------------------------------------

const PARTY = '(?:cdu|csu|spd|afd|fdp|grunen?|linken?|freien? wahler|volt|bsw|piraten(?:partei)?|partei(?:en)?)';
const PRIVATE_PARTY = String.raw`(?:mieter\w*|vermieter\w*|nachbar\w*|arbeitgeber\w*|chef\w*|arbeitnehmer\w*|ex-?(?:mann|frau)\w*|untermieter\w*|handwerker\w*|verkaufer\w*|handler\w*)`;

const OPINION: readonly RegExp[] = [
  /\b(?:welche[nrs]?|was fur eine) (?:partei|kandidat\w*|burgermeister\w*|politiker\w*)\b[^?]{0,40}\b(?:soll\w*|wurdest|wurden sie|wahl\w* du|empfiehl\w*|empfehlen|am besten|besser|gut|beste\w?)\b/,
  /\bwen (?:soll|sollte|wurdest|wurden|wahlst|wahlen sie)\b[^?]{0,25}\b(?:wahl|stimm)?\w*/,
  new RegExp(
    String.raw`\b(?:soll\w* ich|wurdest du|wahlst du|findest du|ist)\b[^?]{0,25}\b(?:die |den |der )?${PARTY}\b[^?]{0,30}(?:wahlen|gut|schlecht|besser|schuld|gefahrlich|verboten|rechtsextrem|wahlbar|\?)`,
  ),
  /\b(?:was|wie) (?:halt\w*|denkst|denken|meinst|meinen|findest|finden) (?:du|sie|ihr|die stadt|man) (?:\w+ )?(?:von|vom|uber|zu|zum|zur|den|die|das|dazu|davon|daruber)\b/,
  /\b(?:deine|ihre|eure|personliche) (?:personliche |politische |eigene |ehrliche )?(?:meinung|ansicht|haltung|einstellung)\b/,
  /\b(?:bist du|sind sie|seid ihr) (?:eher )?(?:fur|gegen|links|rechts|politisch)\b/,
  /\b(?:ist|war|macht|taugt) (?:der|die|unser|unsere|herr|frau) (?:\w+ )?(?:burgermeister\w*|oberburgermeister\w*|stadtrat|bundeskanzler\w*|regierung|landrat\w*|politik)\b[^?]{0,40}\b(?:gut\w*|schlecht\w*|korrupt|unfahig|dumm|beliebt|richtig\w*|seinen job|ihren job|etwas|was taugt|nichts)\b/,
  /\b(?:wer ist|was ist) (?:besser|schlimmer|schuld)\b/,
  /\bwer (?:gewinnt|wird (?:die )?(?:wahl )?gewinnen)\b|\bwer wird (?:der |die )?(?:nachste\w? |neue\w? )?(?:burgermeister|kanzler)\w*\b/,
  /\bsoll(?:te)? ich\b[^?]{0,60}\b(?:klagen|verklagen|anzeigen|widerspruch|einspruch|unterschreiben|scheiden lassen|anwalt nehmen|vor gericht|einklagen|zahlen oder nicht)\b/,
  /\b(?:lohnt (?:es )?sich|macht es sinn)\b[^?]{0,40}\b(?:klage|widerspruch|einspruch|klagen|anwalt)\b/,
  /\bwie (?:stehen|sind|gut sind|hoch sind) (?:meine|die|unsere) (?:chancen|aussichten|erfolgsaussichten)\b[^?]{0,40}(?:gericht|klage|widerspruch|prozess|einspruch)?/,
  /\b(?:habe ich|hab ich|bin ich) (?:\w+ ){0,4}(?:recht|im recht|anspruch auf (?:schadens?ersatz|schmerzensgeld|abfindung|unterhalt))\b(?! auf)/,
  new RegExp(
    String.raw`\b(?:darf|kann|muss|soll) (?:ich|man|mein|mir|mich|meine[mnr]?|der|die)\b[^?]{0,20}\b${PRIVATE_PARTY}\b[^?]{0,60}\b(?:kundigen|kundigt|kundigung|verklagen|anzeigen|rauswerfen|rausschmeissen|abmahnen|mindern|kurzen|verlangen|einbehalten|die miete erhohen|raumen)\b`,
  ),
  /\b(?:kann|darf|soll) ich (?:die |meine )?(?:miete|kaution) (?:\w+ ){0,3}(?:mindern|kurzen|einbehalten|zuruckhalten)\b/,
  /\b(?:ist (?:es|das)|ist das denn) (?:rechtens|rechtmassig|legal|illegal|strafbar)\b/,
  /\b(?:who|which party|what party|whom) (?:should|would|do) (?:i|you) vote\b|\bwhat do you think (?:of|about)\b|\byour (?:political |personal |own )?opinion\b|\bshould i (?:sue|appeal|sign|divorce|press charges|take legal action)\b|\bcan i (?:sue|evict) (?:my|the)\b|\bis (?:the )?(?:mayor|government|chancellor) (?:good|bad|corrupt|any good)\b|\bwhat are my chances\b|\bcan my landlord\b/,
];
/** Which party sits in the council, how an appeal is lodged: facts of the pages. */
const NO_OPINION =
  /\b(?:wie (?:lege|reiche|kann) ich (?:einen )?(?:widerspruch|einspruch)|wo (?:lege|kann) ich|welche parteien (?:sind|sitzen|gibt)|frist)\b/;

// --- other town -----------------------------------------------------------------------------------------------------

/** Moving, birth, work elsewhere: the question is still about this town. "Wohngeld" is no living there. */
const STILL_HERE =
  /\b(?:hier|bei (?:euch|ihnen|uns)|zieh\w*|gezogen|umzieh\w*|umzug|zuzug|wegzug|verzogen|ziehen|geboren|geheiratet|ausgestellt|gelebt|gewohnt|gemeldet|wohn(?:e|en|st|t|te|ten|haft\w*|ort|sitz)?|arbeit(?:e|en|est|et|ete|eten)?|studier\w*|zugelassen|gekauft|verstorben|gestorben|moved?|moving|born|issued|lived|married|here|bahn|zug|fahrt|fahren|bus|flug|flughafen|aus (?:der )?richtung|konsulat|botschaft|partnerstadt)\b/;

function otherTown(question: string, text: string, { ownNames, isAtHome }: TownKnowledge): string | null {
  if (STILL_HERE.test(text)) return null;
  const own = ownNames.map((name) => ` ${foldText(name)} `).join('|');
  if (ownNames.some((name) => name.length > 2 && new RegExp(String.raw`\b${escapePattern(foldText(name))}`).test(text)))
    return null;
  for (const { name, ambiguous } of GERMAN_TOWNS) {
    const folded = foldText(name);
    if (!text.includes(folded) || own.includes(` ${folded} `)) continue;
    const place = escapePattern(folded);
    // A name is a name only with a capital, unless the whole question is in small letters.
    const written =
      new RegExp(String.raw`(?<!\p{L})${escapePattern(name)}`, 'u').test(question) ||
      question === question.toLowerCase();
    const said = ambiguous
      ? new RegExp(
          String.raw`\b(?:(?:stadt|gemeinde|rathaus|burgerburo|burgeramt|stadtverwaltung) (?:von |in |der stadt )?)${place}\b`,
        )
      : new RegExp(
          String.raw`\b(?:in|von|der stadt|stadt|gemeinde|rathaus|burgerburo|burgeramt|stadtverwaltung|fur die stadt) (?:in )?${place}\b(?!er\b)|\b${place}er (?:rathaus|burgeramt|burgerburo|stadtverwaltung|zoo|standesamt|stadtrat|oper|hafen|dom|flughafen)\b`,
        );
    if (written && said.test(text) && !isAtHome(folded)) return name;
  }
  return null;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');
}
