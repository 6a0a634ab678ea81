import type { Messages } from './messages.de.ts';

export const en: Messages = {
  title: 'Search',
  label: 'What are you looking for?',
  submit: 'Search',
  suggestions: 'Suggestions',
  suggestionsFound: (count) => (count === 1 ? '1 suggestion' : `${count} suggestions`),
  description: 'Search all pages and documents.',

  emptyLead: 'One word will do. Whole questions work as well.',
  emptyExamples: 'For example',

  found: (count, shown, query) => (count === 1 ? `1 result for “${query}”` : `${shown} results for “${query}”`),
  foundMore: (shown, query) => `More than ${shown} results for “${query}”`,
  foundMoreHint: (shown) => `The best ${shown} are shown. One more word narrows the search.`,
  foundByMeaning: (query) => `No page contains “${query}”`,
  foundByMeaningHint: 'These pages come closest in meaning:',
  pageOf: (page, pages) => `Page ${page} of ${pages}`,
  corrected: (typed, meant) => `“${typed}” is on no page. “${meant}” was searched for instead.`,
  didYouMean: 'Did you mean:',

  nothing: (query) => `No results for “${query}”`,
  nothingFiltered: (query) => `No results for “${query}” with these filters`,
  nothingBeyond: 'The list does not go that far',
  toFirst: 'To the first page of results',
  withoutFilters: 'Search without filters',
  tips: ['Check the spelling.', 'Try another or a more general word.'],
  noPages: 'No pages have been read yet.',
  askInstead: 'Not what you were looking for?',
  askWith: 'Ask the assistant',
  askHint: 'It answers word for word from the pages, with citations.',

  filters: 'Narrow the results',
  active: (count) => (count === 1 ? '1 filter set' : `${count} filters set`),
  reset: 'Remove all filters',
  all: 'All',
  count: (count, shown) => (count === 1 ? '1 result' : `${shown} results`),
  kind: 'Type',
  kinds: { web: 'Web pages', pdf: 'PDF files', document: 'Office files' },
  language: 'Language',
  from: 'Last changed',
  anyTime: 'Any time',
  months: (months) =>
    months === 1
      ? 'Past month'
      : months < 12
        ? `Past ${months} months`
        : months === 12
          ? 'Past year'
          : `Past ${months / 12} years`,
  since: (day) => `Since ${day}`,
  source: 'Source',
  allSources: 'All sources',

  hitKinds: { web: null, pdf: 'PDF', document: 'Office file' },
  hitPage: (page) => `page ${page}`,
  hitDate: (day) => `as of ${day}`,

  pagination: 'More results',
  previous: 'Previous',
  next: 'Next',
  page: (page) => `Page ${page}`,

  tooMany: 'Too many searches in a short time',
  tooManyHint: 'Please wait a moment and then search again.',
  wrongAddress: 'This address is not complete',
  wrongAddressHint: 'A part of the address has a wrong form. Please search again.',
};
