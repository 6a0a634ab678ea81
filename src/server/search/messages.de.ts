/** Words of the search page. German is the source; English is typed after it. */
export const de = {
  title: 'Suche',
  label: 'Wonach suchen Sie?',
  submit: 'Suchen',
  suggestions: 'Vorschläge',
  suggestionsFound: (count: number) => (count === 1 ? '1 Vorschlag' : `${count} Vorschläge`),
  description: 'Alle Seiten und Dokumente durchsuchen.',

  emptyLead: 'Ein Stichwort genügt. Auch ganze Fragen sind möglich.',
  emptyExamples: 'Zum Beispiel',

  found: (count: number, shown: string, query: string) =>
    count === 1 ? `1 Treffer für „${query}“` : `${shown} Treffer für „${query}“`,
  foundMore: (shown: string, query: string) => `Mehr als ${shown} Treffer für „${query}“`,
  foundMoreHint: (shown: string) => `Angezeigt werden die ${shown} besten. Ein weiteres Wort grenzt die Suche ein.`,
  foundByMeaning: (query: string) => `Keine Seite enthält „${query}“`,
  foundByMeaningHint: 'Diese Seiten passen dem Sinn nach am ehesten:',
  pageOf: (page: number, pages: number) => `Seite ${page} von ${pages}`,
  corrected: (typed: string, meant: string) => `„${typed}“ steht auf keiner Seite. Gesucht wurde nach „${meant}“.`,
  didYouMean: 'Meinten Sie:',

  nothing: (query: string) => `Keine Treffer für „${query}“`,
  nothingFiltered: (query: string) => `Mit diesen Filtern kein Treffer für „${query}“`,
  nothingBeyond: 'So weit reicht die Liste nicht',
  toFirst: 'Zur ersten Seite der Treffer',
  withoutFilters: 'Ohne Filter suchen',
  tips: ['Prüfen Sie die Schreibweise.', 'Versuchen Sie ein anderes oder ein allgemeineres Wort.'],
  noPages: 'Es sind noch keine Seiten gelesen.',
  askInstead: 'Nicht das Richtige dabei?',
  askWith: 'Fragen Sie den Assistenten',
  askHint: 'Er antwortet wörtlich aus den Seiten, mit Fundstelle.',

  filters: 'Treffer eingrenzen',
  active: (count: number) => (count === 1 ? '1 Filter gesetzt' : `${count} Filter gesetzt`),
  reset: 'Alle Filter entfernen',
  all: 'Alle',
  count: (count: number, shown: string) => (count === 1 ? '1 Treffer' : `${shown} Treffer`),
  kind: 'Art',
  kinds: { web: 'Webseiten', pdf: 'PDF-Dateien', document: 'Office-Dateien' },
  language: 'Sprache',
  from: 'Stand',
  anyTime: 'Beliebig',
  months: (months: number) =>
    months === 1
      ? 'Letzter Monat'
      : months < 12
        ? `Letzte ${months} Monate`
        : months === 12
          ? 'Letztes Jahr'
          : `Letzte ${months / 12} Jahre`,
  since: (day: string) => `Seit ${day}`,
  source: 'Quelle',
  allSources: 'Alle Quellen',

  hitKinds: { web: null, pdf: 'PDF', document: 'Office-Datei' },
  hitPage: (page: number) => `Seite ${page}`,
  hitDate: (day: string) => `Stand ${day}`,

  pagination: 'Weitere Treffer',
  previous: 'Vorige',
  next: 'Nächste',
  page: (page: number) => `Seite ${page}`,

  tooMany: 'Das waren sehr viele Suchen in kurzer Zeit',
  tooManyHint: 'Bitte warten Sie einen Moment und suchen Sie dann noch einmal.',
  wrongAddress: 'Diese Adresse ist nicht vollständig',
  wrongAddressHint: 'Ein Teil der Adresse hat eine falsche Form. Suchen Sie bitte neu.',
};

export type Messages = Omit<typeof de, 'hitKinds'> & { hitKinds: Record<'web' | 'pdf' | 'document', string | null> };
