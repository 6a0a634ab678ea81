/**
 * Questions that no town's pages are made to answer: the weather, matches, recipes, sums, jokes, code, what to buy, the stars. By general
 * words of each field, only where a word carries the question, and never where the pages themselves speak of it. Pure.
 */

interface Field {
  /** On folded text: small letters, without umlauts. */
  pattern: RegExp;
  /** If the pages speak of one of these, the question may be for them. */
  topics: readonly string[];
}

const WORKS =
  '(?:flach)?witze?|gedichte?|gedichtanalyse|liebesbrief|lied|liedtext|song|songtext|marchen|ratsel|zungenbrecher|aufsatz|referat|hausaufgaben?|erorterung|joke|poem|riddle|essay|lyrics|story';
const LANGUAGES =
  'python|java|javascript|typescript|php|css|sql|rust|kotlin|excel-?formel|regex|regular expression|regularen ausdruck|nullpointerexception|linux|git';

const FIELDS: readonly Field[] = [
  {
    pattern:
      /\bwie (?:wird|ist|war|bleibt) (?:\w+ ){0,3}wetter\b|\bwetter(?:vorhersage|bericht|aussichten)\b|\b(?:regnet|schneit|gewittert|sturmt) es\b|\bwie (?:warm|heiss|kalt) (?:ist|wird|war) es\b|\bwie ?viel grad\b|\bgibt es (?:(?:heute|morgen|am \w+) )?(?:gewitter|regen|schnee|frost)\b|\bgeht (?:\w+ )?die sonne (?:auf|unter)\b|\bwill it (?:rain|snow|be (?:hot|cold|warm|sunny))\b|\bis it (?:raining|snowing|going to (?:rain|snow))\b|\bhow (?:hot|cold|warm) (?:is|will) it\b|\bweather (?:forecast|today|tomorrow|like)\b/,
    topics: ['wetter', 'wettervorhersage'],
  },
  {
    pattern:
      /\b(?:bundesliga|champions ?league|europa ?league|premier ?league|pokalfinale|dfb-?pokal|hattrick|abseits|nachspielzeit|world cup|super ?bowl|grand ?slam)\b|\b(?:fussball)?(?:weltmeister|europameister)\b|\bwer (?:wird|wurde) (?:\w+ ){0,4}(?:meister|absteigen)\b/,
    topics: ['bundesliga', 'pokalfinale', 'weltmeister', 'europameister', 'abseits'],
  },
  {
    pattern:
      /\bwie (?:backe|backt|bereite|brate|koche|kocht) (?:ich|man)\b(?!.*\b(?:wasser|biotonne)\b)|\brezept (?:fur|von) (?:\w+ ){0,2}\w*(?:kuchen|suppe|sosse|teig|torte|kekse|brot|marmelade|salat|auflauf)\b|\bhow (?:do|can|should) (?:i|you) (?:cook|bake|fry|roast)\b|\bhow to (?:cook|bake|fry|roast)\b/,
    topics: ['rezepte', 'kochkurs', 'backen'],
  },
  {
    pattern:
      /\b(?:wurzel aus|ableitung von|stammfunktion|primzahl\w*|quadratische\w* gleichung\w*|flacheninhalt|satz des pythagoras|dreisatz|square root|prime number|derivative of|quadratic equation)\b|\b(?:was|wie ?viel) (?:ist|sind|ergibt|macht|gibt) \d+ ?(?:mal|plus|minus|geteilt durch|durch|hoch|x|\*|\+|-|\/) ?\d+|\bwhat is \d+ ?(?:times|plus|minus|divided by|x|\*|\+|-|\/) ?\d+/,
    topics: ['primzahl', 'flacheninhalt'],
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:erzahl\w*|schreib\w*|sing\w*|dicht\w*|reim\w*|kennst du|kennen sie|sag|mach\w*|gib|tell|write|sing|compose|make up|do you know)\b[^?!.]{0,30}\b(?:${WORKS})\b|\bwelche[rs]? (?:${WORKS})\b`,
    ),
    topics: [],
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:wie|warum|was|schreib\w*|programmier\w*|how|why|what|write|which)\b[^?!.]{0,60}\b(?:${LANGUAGES})\b|\b(?:schreib\w*|programmier\w*|write)\b[^?!.]{0,30}\b(?:sql\S*|skript|script|code|funktion|function|abfrage)\b`,
    ),
    topics: ['python', 'java', 'javascript', 'linux', 'excel'],
  },
  {
    pattern:
      /\bwelche[rsn]? \w+ (?:soll|sollte|wurdest du|kannst du|konnte) (?:ich )?(?:mir )?(?:\w+ )?(?:kaufen|empfehlen)\b|\bwhich \w+ (?:should i buy|(?:is|are) (?:the )?best|do you recommend)\b/,
    topics: [],
  },
  {
    pattern:
      /\b(?:horoskop\w*|sternzeichen|tarot\w*|horoscope|zodiac)\b|\b(?:sinn des lebens|meaning of life)\b|\bwas bedeutet es,? wenn (?:ich|man) (?:von|vom) \w+/,
    topics: ['horoskop', 'sternzeichen'],
  },
];

/** @param text folded: small letters, umlauts and ß as their base letters */
export function isElsewhere(text: string, isAtHome: (word: string) => boolean): boolean {
  return FIELDS.some(({ pattern, topics }) => pattern.test(text) && !topics.some(isAtHome));
}
