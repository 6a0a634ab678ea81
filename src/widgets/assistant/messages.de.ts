const format = (count: number): string => count.toLocaleString('de');

export const de = {
  name: 'KI-Assistent',
  launcher: 'Frag die Stadt',
  opens: 'KI-Assistent öffnen',
  townMissing: 'Bürgerassistent',
  otherLanguage: 'English',
  menu: 'Menü',
  close: 'Schließen',
  conversation: 'Gespräch',

  greeting: 'Was möchten Sie wissen?',
  ability: (pages: number) =>
    pages > 1
      ? `Eine künstliche Intelligenz (KI) sucht die Antwort auf ${format(pages)} Seiten dieser Website und zeigt Ihnen, wo sie steht.`
      : 'Eine künstliche Intelligenz (KI) sucht die Antwort auf den Seiten dieser Website und zeigt Ihnen, wo sie steht.',
  notReady: 'Die Seiten dieser Website werden gerade zum ersten Mal gelesen. Manche Antworten fehlen deshalb noch.',
  suggestions: 'Zum Beispiel',
  machine: 'Hier antwortet ein Programm mit KI, kein Mensch.',
  check: 'Wichtiges prüfen Sie bitte an der Fundstelle.',
  noPersonalData: 'Bitte schreiben Sie nichts Persönliches.',
  deletion: (days: number | null) =>
    days === null
      ? 'Fragen und Antworten werden nach einer festen Frist gelöscht.'
      : `Fragen und Antworten werden nach ${days === 1 ? 'einem Tag' : `${format(days)} Tagen`} gelöscht.`,
  privacy: 'Datenschutz',

  question: 'Ihre Frage',
  questionBy: 'Ihre Frage:',
  send: 'Frage senden',
  stop: 'Anhalten',
  remaining: (count: number) => (count === 1 ? 'noch 1 Zeichen' : `noch ${format(count)} Zeichen`),
  tooLong: (count: number) =>
    `${format(count)} Zeichen zu viel. Bitte stellen Sie die Frage kürzer, mit höchstens 500 Zeichen.`,
  oneAtATime: 'Einen Moment: Die Antwort auf Ihre letzte Frage kommt noch.',
  offlineNow: 'Keine Verbindung zum Internet. Ihre Frage bleibt hier stehen.',
  onlineAgain: 'Die Verbindung ist wieder da.',

  steps: {
    screen: () => 'Ich lese Ihre Frage …',
    understand: () => 'Ich lese Ihre Frage …',
    find: (pages: number | null) =>
      pages === null || pages < 2 ? 'Ich suche auf der Website …' : `Ich suche auf ${format(pages)} Seiten …`,
    decide: () => 'Ich prüfe, was zu Ihrer Frage passt …',
    write: () => 'Ich stelle die Antwort zusammen …',
    verify: () => 'Ich vergleiche die Antwort mit den Seiten …',
    cite: () => 'Ich trage die Fundstellen ein …',
    keep: () => 'Gleich fertig …',
  },
  answer: 'Antwort',
  best: 'Passt am besten',
  source: (count: number, title: string) => `Fundstelle ${count}: ${title}`,
  quoted: 'Wörtlich aus den Seiten der Stadt',
  sources: 'Fundstellen',
  changed: (day: string) => `Stand ${day}`,
  read: (day: string) => `gelesen am ${day}`,
  page: (count: number) => `Seite ${format(count)}`,
  kinds: { web: '', pdf: 'PDF', document: 'Dokument' },
  finished: (sources: number) =>
    sources === 0
      ? 'Ende der Antwort.'
      : `Ende der Antwort. ${sources === 1 ? '1 Fundstelle' : `${sources} Fundstellen`}.`,
  table: 'Tabelle, seitlich verschiebbar',

  pointers: 'Diese Seiten helfen vielleicht weiter',
  office: 'Zuständig',
  phone: 'Telefon',
  mail: 'E-Mail',
  hours: 'Geöffnet',

  helpful: 'Hat das geholfen?',
  yes: 'Ja',
  no: 'Nein',
  thanks: 'Danke für Ihre Rückmeldung.',
  whatWasWrong: 'Was hat gefehlt oder gestört?',
  reasons: {
    wrong: 'Die Antwort ist falsch',
    incomplete: 'Es fehlt etwas',
    outdated: 'Die Angabe ist veraltet',
    'not-understood': 'Meine Frage wurde nicht verstanden',
    other: 'Etwas anderes',
  },
  remark: 'Möchten Sie etwas dazu sagen?',
  remarkHint: 'Freiwillig. Bitte nichts Persönliches.',
  sendRemark: 'Absenden',
  skip: 'Überspringen',
  notSent: 'Das konnte nicht gesendet werden. Bitte versuchen Sie es noch einmal.',
  copy: 'Kopieren',
  copied: 'Kopiert',
  notCopied: 'Kopieren hat der Browser verboten',
  print: 'Drucken',

  stopped: 'Sie haben die Antwort angehalten.',
  left: 'Sie haben die Seite gewechselt, bevor die Antwort fertig war.',
  lost: 'Die Verbindung ist abgebrochen.',
  offline: 'Sie haben gerade keine Verbindung zum Internet.',
  silent: 'Der Assistent antwortet nicht.',
  server: 'Das hat nicht geklappt.',
  tryLater: 'Bitte fragen Sie noch einmal. Hilft das nicht, rufen Sie bei der Stadt an.',
  tryOnline: 'Ihre Frage ist nicht verloren: Prüfen Sie bitte Ihr Internet und fragen Sie dann noch einmal.',
  wait: 'Gerade kommen sehr viele Fragen an.',
  waitSeconds: (seconds: number) =>
    seconds > 90
      ? `In etwa ${format(Math.ceil(seconds / 60))} Minuten können Sie wieder fragen.`
      : seconds === 1
        ? 'In 1 Sekunde können Sie wieder fragen.'
        : `In ${format(seconds)} Sekunden können Sie wieder fragen.`,
  waitOver: 'Sie können jetzt wieder fragen.',
  retry: 'Noch einmal fragen',

  restart: 'Neues Gespräch',
  restarted: 'Neues Gespräch begonnen.',
  undo: 'Rückgängig',
  printAll: 'Gespräch drucken',
  about: 'Über den Assistenten',
  back: 'Zurück zum Gespräch',
  toEnd: 'Nach unten',
  onlyHere:
    'Auf Ihrem Gerät bleibt das Gespräch nur, solange dieses Fenster des Browsers offen ist. Der Assistent setzt keine Cookies.',
  notBinding: 'Sie kann etwas falsch verstehen oder übersehen. Verbindlich ist, was Ihnen die Verwaltung schreibt.',
  printedOn: (day: string) => `Gedruckt am ${day}. Antworten einer künstlichen Intelligenz (KI).`,
  copiedFrom: (town: string) => (town ? `KI-Assistent, ${town}` : 'KI-Assistent'),

  formatDay: (day: string) => {
    const [year, month, date] = day.split('-');
    return `${date}.${month}.${year}`;
  },
};

export type Messages = typeof de;
