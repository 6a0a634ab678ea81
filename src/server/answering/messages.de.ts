/** Prepared texts of the assistant in German: the source; messages.en.ts is typed after it. */
import type { BlockForm } from '../../contracts/answer.ts';

/** A prepared text: blocks of finished units. */
export type PreparedText = { form: BlockForm; units: string[] }[];

const paragraph = (...units: string[]): PreparedText[number] => ({ form: 'paragraph', units });

/** "12:30 Uhr"; times of English pages ("5 pm") are complete. */
const clock = (times: string): string => (/[a-z]/i.test(times) ? times : `${times} Uhr`);

export const messages = {
  greeting: [
    paragraph(
      'Guten Tag!',
      'Ich suche auf den Seiten der Stadt nach einer Antwort auf Ihre Frage und zeige Ihnen die Stelle wörtlich.',
      'Was möchten Sie wissen?',
    ),
  ],
  thanks: [paragraph('Gern geschehen!', 'Wenn Sie noch etwas wissen möchten, fragen Sie einfach.')],
  goodbye: [paragraph('Auf Wiedersehen und alles Gute!')],
  identity: [
    paragraph(
      'Ich bin ein Computerprogramm, kein Mensch: der KI-Assistent dieser Website.',
      'Ich suche auf den Seiten der Stadt und zitiere wörtlich, was dort zu Ihrer Frage steht, mit einem Link zum Nachlesen.',
      'Ich kann keine Anträge annehmen, keine Akten einsehen und keine Rechtsberatung geben.',
    ),
  ],
  insult: [
    paragraph(
      'Das klingt nach Ärger.',
      'Wenn meine Antwort nicht geholfen hat, stellen Sie die Frage gern noch einmal mit anderen Worten, oder wenden Sie sich direkt an die Stadt.',
    ),
  ],
  emoji: [
    paragraph(
      'Schreiben Sie mir bitte in Worten, was Sie wissen möchten. Ich suche dann auf den Seiten der Stadt danach.',
    ),
  ],
  crisis: {
    emergency: [
      { form: 'notice', units: ['Wenn Sie oder jemand anderes in Gefahr sind, rufen Sie sofort an:'] },
      {
        form: 'list',
        units: [
          'Notruf für Rettungsdienst und Feuerwehr: 112',
          'Notruf der Polizei: 110',
          'Ärztlicher Bereitschaftsdienst, wenn es nicht lebensbedrohlich ist: 116 117',
        ],
      },
    ],
    despair: [
      {
        form: 'notice',
        units: [
          'Es tut mir leid, dass es Ihnen so schlecht geht.',
          'Ich bin nur ein Programm. Bitte sprechen Sie jetzt mit einem Menschen – Sie sind nicht allein:',
        ],
      },
      {
        form: 'list',
        units: [
          'TelefonSeelsorge, Tag und Nacht, kostenlos und anonym: 0800 111 0 111, 0800 111 0 222 oder 116 123',
          'Wenn Sie oder jemand anderes in unmittelbarer Gefahr sind: Notruf 112',
          'Ärztlicher Bereitschaftsdienst: 116 117',
          'Für Kinder und Jugendliche, Nummer gegen Kummer: 116 111',
        ],
      },
    ],
    violence: [
      {
        form: 'notice',
        units: [
          'Niemand muss Gewalt hinnehmen.',
          'In akuter Gefahr rufen Sie die Polizei: 110. Hilfe und Beratung bekommen Sie hier:',
        ],
      },
      {
        form: 'list',
        units: [
          'Notruf der Polizei: 110, Rettungsdienst: 112',
          'Hilfetelefon Gewalt gegen Frauen, Tag und Nacht, kostenlos, in vielen Sprachen: 116 016',
          'Hilfetelefon Gewalt an Männern: 0800 123 9900',
          'Nummer gegen Kummer für Kinder und Jugendliche: 116 111',
          'TelefonSeelsorge: 0800 111 0 111, 0800 111 0 222 oder 116 123',
        ],
      },
    ],
  } satisfies Record<string, PreparedText>,
  personalData: (kinds: string) =>
    `Bitte schreiben Sie hier nichts Persönliches. Ich habe ${kinds} unkenntlich gemacht, bevor etwas gespeichert wurde. Für meine Suche brauche ich das nicht.`,
  personalDataKinds: {
    iban: 'eine Kontonummer (IBAN)',
    'tax-id': 'eine Steuer-Identifikationsnummer',
    card: 'eine Kartennummer',
    'insurance-number': 'eine Versicherungsnummer',
    mail: 'eine E-Mail-Adresse',
    phone: 'eine Telefonnummer',
    'birth-date': 'ein Geburtsdatum',
    address: 'eine Adresse',
    name: 'einen Namen',
  },
  list: (parts: readonly string[]) => new Intl.ListFormat('de', { type: 'conjunction' }).format(parts),
  /** What a question is about, in its own words; none if nothing can be named. */
  subject: (parts: readonly string[]) =>
    parts.length === 0 ? 'Ihrer Frage' : parts.map((part) => `„${part}“`).join(' und '),
  /** Before a quote that may not answer. */
  mayHelp: 'Diese Stelle hilft vielleicht weiter:',
  /** Before a quote whose page is in another language than the question. */
  otherLanguage: {
    de: 'Dazu steht auf Deutsch auf der Website:',
    en: 'Dazu steht auf Englisch auf der Website:',
    other: 'Dazu steht auf der Website:',
  },
  refusal: {
    'no-evidence': (subject: string) =>
      `Zu ${subject} habe ich auf den Seiten der Stadt nichts gefunden, was ich sicher zitieren könnte.`,
    'may-help': (subject: string) =>
      `Ob das Ihre Frage zu ${subject} beantwortet, weiß ich nicht sicher: Bitte lesen Sie auf der Seite nach oder fragen Sie dort.`,
    'nothing-indexed': 'Ich kenne die Seiten dieser Website noch nicht. Bitte versuchen Sie es später noch einmal.',
    'own-case':
      'Ich kann keine Akten, Anträge oder Termine einsehen. Zu Ihrem eigenen Fall gibt Ihnen das zuständige Amt Auskunft; diese Seiten helfen vielleicht weiter.',
    opinion:
      'Dazu sage ich nichts: Ich gebe keine Rechtsberatung und keine politische Meinung. Was auf den Seiten der Stadt dazu steht, finden Sie hier.',
    injection: 'Ich beantworte nur Fragen zu dem, was auf den Seiten der Stadt steht. Was möchten Sie dazu wissen?',
    'too-long': (limit: number) =>
      `Ihre Frage ist länger als ${limit} Zeichen. Bitte fassen Sie sie kürzer: ein bis zwei Sätze ohne persönliche Angaben genügen.`,
    empty: 'Bitte geben Sie eine Frage ein.',
    'other-town': (place: string) =>
      `Ich kenne nur die Seiten dieser Stadt. Für ${place} fragen Sie bitte dort nach, zum Beispiel unter der Behördennummer 115.`,
  },
  /** Around values that stand in the page: hours, numbers, fees, days. */
  facts: {
    townHall: 'Rathaus Bürgerbüro Bürgeramt Bürgerservice Stadtverwaltung Gemeindeverwaltung Landratsamt',
    yes: 'Ja',
    no: 'Nein',
    weekdays: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
    date: (day: Date) =>
      day.toLocaleDateString('de-DE', { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' }),
    day: ({ relative, weekday, date }: { relative: 'today' | 'tomorrow' | null; weekday: string; date: string }) =>
      relative === 'today'
        ? `heute (${weekday})`
        : relative === 'tomorrow'
          ? `morgen (${weekday})`
          : `am ${weekday}, ${date},`,
    open: (day: string, times: string) => `${day} ${clock(times)} geöffnet`,
    openUntil: (day: string, until: string) => `${day} noch bis ${clock(until)} geöffnet`,
    thenAgain: (times: string) => `, dann wieder ${clock(times)}`,
    sometimes: (days: string, times: string) => `nur „${days}“: ${clock(times)}`,
    closed: (day: string) => `${day} geschlossen`,
    closedNow: (later: string) => `gerade geschlossen; ${later}`,
    closedSince: (day: string, since: string) => `${day} seit ${clock(since)} geschlossen`,
    closedOnce: (day: string) => `${day} ausnahmsweise geschlossen`,
    otherHours: (day: string) => `${day} gelten andere Zeiten`,
    notNamed: (day: string) => `${day} keine Öffnungszeit genannt`,
    again: (day: string, from: string) => `; wieder geöffnet ${day.replace(/,$/, '')} ab ${clock(from)}`,
    holiday: (day: string, name: string) => `${day} geschlossen: Feiertag (${name})`,
    holidayUnknown: (day: string, name: string, times: string) =>
      `${day} ist Feiertag (${name}). Ob dann geöffnet ist, sagt die Seite nicht; sonst gilt an diesem Wochentag ${clock(times)}`,
    maybeHoliday: (day: string, name: string, times: string) =>
      `${day} ${clock(times)}, falls bei Ihnen kein Feiertag ist (${name})`,
    deadline: (text: string) => `Frist: ${text}`,
    past: '(schon vorbei)',
    lastMeeting: (meeting: string) => `Kein künftiger Termin genannt; der letzte war: ${meeting}`,
    next: (meeting: string, today: boolean) => (today ? `Heute: ${meeting}` : `Nächster Termin: ${meeting}`),
    dated: (date: string) => `Stand ${date}`,
    undated: 'ohne Datum',
    otherwise: (date: string) => `Auf einer anderen Seite steht es anders (${date}):`,
    expired: (date: string) => `Auf einer Seite, die nach eigener Angabe nicht mehr gilt, steht es anders (${date}):`,
  },
  failed: 'Da ist uns ein Fehler passiert. Bitte versuchen Sie es noch einmal.',
};

export type Messages = {
  [Name in keyof typeof messages]: (typeof messages)[Name];
};
