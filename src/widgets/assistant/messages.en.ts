/** A bundle of its own, `widgets/assistant.en.js`: fetched when somebody reads English, not by everybody else. */
import type { Messages } from './messages.de.ts';

const format = (count: number): string => count.toLocaleString('en-GB');
const longDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

export const en: Messages = {
  name: 'AI assistant',
  launcher: 'Ask the town',
  opens: 'open the AI assistant',
  townMissing: 'Town assistant',
  otherLanguage: 'Deutsch',
  menu: 'Menu',
  close: 'Close',
  conversation: 'Conversation',

  greeting: 'What would you like to know?',
  ability: (pages) =>
    pages > 1
      ? `An artificial intelligence (AI) looks for the answer on ${format(pages)} pages of this website and shows you where it stands.`
      : 'An artificial intelligence (AI) looks for the answer on the pages of this website and shows you where it stands.',
  notReady: 'The pages of this website are being read for the first time. Some answers are still missing.',
  suggestions: 'For example',
  machine: 'An AI program answers here, not a person.',
  check: 'Please check what matters at its source.',
  noPersonalData: 'Please do not write anything personal.',
  deletion: (days) =>
    days === null
      ? 'Questions and answers are deleted after a fixed time.'
      : `Questions and answers are deleted after ${days === 1 ? 'one day' : `${format(days)} days`}.`,
  privacy: 'Privacy',

  question: 'Your question',
  questionBy: 'Your question:',
  send: 'Send question',
  stop: 'Stop',
  remaining: (count) => (count === 1 ? '1 character left' : `${format(count)} characters left`),
  tooLong: (count) => `${format(count)} characters too many. Please ask in 500 characters or fewer.`,
  oneAtATime: 'One moment: the answer to your last question is still coming.',
  offlineNow: 'No internet connection. Your question stays here.',
  onlineAgain: 'The connection is back.',

  steps: {
    screen: () => 'I am reading your question …',
    understand: () => 'I am reading your question …',
    find: (pages) =>
      pages === null || pages < 2 ? 'I am searching the website …' : `I am searching ${format(pages)} pages …`,
    decide: () => 'I am checking what fits your question …',
    write: () => 'I am putting the answer together …',
    verify: () => 'I am comparing the answer with the pages …',
    cite: () => 'I am adding the sources …',
    keep: () => 'Almost done …',
  },
  answer: 'Answer',
  best: 'Best match',
  source: (count, title) => `Source ${count}: ${title}`,
  quoted: 'Word for word from the town’s pages',
  sources: 'Sources',
  changed: (day) => `as of ${day}`,
  read: (day) => `read on ${day}`,
  page: (count) => `page ${format(count)}`,
  kinds: { web: '', pdf: 'PDF', document: 'Document' },
  finished: (sources) =>
    sources === 0 ? 'End of the answer.' : `End of the answer. ${sources === 1 ? '1 source' : `${sources} sources`}.`,
  table: 'Table, scrolls sideways',

  pointers: 'These pages may help',
  office: 'Office in charge',
  phone: 'Phone',
  mail: 'Email',
  hours: 'Open',

  helpful: 'Did this help?',
  yes: 'Yes',
  no: 'No',
  thanks: 'Thank you for your feedback.',
  whatWasWrong: 'What was missing or wrong?',
  reasons: {
    wrong: 'The answer is wrong',
    incomplete: 'Something is missing',
    outdated: 'It is out of date',
    'not-understood': 'My question was not understood',
    other: 'Something else',
  },
  remark: 'Would you like to add something?',
  remarkHint: 'Optional. Nothing personal, please.',
  sendRemark: 'Send',
  skip: 'Skip',
  notSent: 'This could not be sent. Please try again.',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'The browser does not allow copying',
  print: 'Print',

  stopped: 'You stopped the answer.',
  left: 'You changed the page before the answer was finished.',
  lost: 'The connection broke off.',
  offline: 'You have no internet connection at the moment.',
  silent: 'The assistant does not respond.',
  server: 'That did not work.',
  tryLater: 'Please ask again. If that does not help, call the town.',
  tryOnline: 'Your question is not lost: please check your connection, then ask again.',
  wait: 'Very many questions are coming in right now.',
  waitSeconds: (seconds) =>
    seconds > 90
      ? `You can ask again in about ${format(Math.ceil(seconds / 60))} minutes.`
      : seconds === 1
        ? 'You can ask again in 1 second.'
        : `You can ask again in ${format(seconds)} seconds.`,
  waitOver: 'You can ask again now.',
  retry: 'Ask again',

  restart: 'New conversation',
  restarted: 'New conversation started.',
  undo: 'Undo',
  printAll: 'Print conversation',
  about: 'About the assistant',
  back: 'Back to the conversation',
  toEnd: 'Down',
  onlyHere:
    'On your device the conversation stays only while this window of the browser is open. The assistant sets no cookies.',
  notBinding: 'It can misunderstand or miss something. What the town writes to you is what counts.',
  printedOn: (day) => `Printed on ${day}. Answers of an artificial intelligence (AI).`,
  copiedFrom: (town) => (town ? `AI assistant, ${town}` : 'AI assistant'),

  formatDay: (day) => longDay.format(Date.parse(`${day}T00:00:00Z`)),
};
