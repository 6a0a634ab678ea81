/** Prepared texts of the assistant in English. */
import type { Messages, PreparedText } from './messages.de.ts';

const paragraph = (...units: string[]): PreparedText[number] => ({ form: 'paragraph', units });

export const messages: Messages = {
  greeting: [
    paragraph(
      'Hello!',
      'I search the town’s web pages for an answer to your question and show you the passage word for word.',
      'What would you like to know?',
    ),
  ],
  thanks: [paragraph('You are welcome!', 'If there is anything else you would like to know, just ask.')],
  goodbye: [paragraph('Goodbye, and all the best!')],
  identity: [
    paragraph(
      'I am a computer program, not a person: the AI assistant of this website.',
      'I search the town’s pages and quote word for word what they say about your question, with a link to check it.',
      'I cannot take applications, look into files or give legal advice.',
    ),
  ],
  insult: [
    paragraph(
      'That sounds like trouble.',
      'If my answer did not help, please ask again in other words, or contact the town directly.',
    ),
  ],
  emoji: [
    paragraph('Please tell me in words what you would like to know. I will then search the town’s pages for it.'),
  ],
  crisis: {
    emergency: [
      { form: 'notice', units: ['If you or somebody else is in danger, call at once:'] },
      {
        form: 'list',
        units: [
          'Ambulance and fire brigade: 112',
          'Police: 110',
          'Doctor on call, if it is not life-threatening: 116 117',
        ],
      },
    ],
    despair: [
      {
        form: 'notice',
        units: [
          'I am sorry that you feel so bad.',
          'I am only a program. Please talk to a person now – you are not alone:',
        ],
      },
      {
        form: 'list',
        units: [
          'TelefonSeelsorge (crisis line), day and night, free and anonymous: 0800 111 0 111, 0800 111 0 222 or 116 123',
          'If you or somebody else is in immediate danger: emergency number 112',
          'Doctor on call: 116 117',
          'For children and young people, Nummer gegen Kummer: 116 111',
        ],
      },
    ],
    violence: [
      {
        form: 'notice',
        units: [
          'Nobody has to put up with violence.',
          'In acute danger call the police: 110. You can get help and advice here:',
        ],
      },
      {
        form: 'list',
        units: [
          'Police: 110, ambulance: 112',
          'Violence against women support hotline, day and night, free, in many languages: 116 016',
          'Helpline for men who suffer violence: 0800 123 9900',
          'Nummer gegen Kummer for children and young people: 116 111',
          'TelefonSeelsorge (crisis line): 0800 111 0 111, 0800 111 0 222 or 116 123',
        ],
      },
    ],
  },
  personalData: (kinds) =>
    `Please do not write anything personal here. I have blacked out ${kinds} before anything was stored. I do not need it for my search.`,
  personalDataKinds: {
    iban: 'an account number (IBAN)',
    'tax-id': 'a tax identification number',
    card: 'a card number',
    'insurance-number': 'an insurance number',
    mail: 'an e-mail address',
    phone: 'a phone number',
    'birth-date': 'a date of birth',
    address: 'an address',
    name: 'a name',
  },
  list: (parts) => new Intl.ListFormat('en', { type: 'conjunction' }).format(parts),
  subject: (parts) => (parts.length === 0 ? 'your question' : parts.map((part) => `“${part}”`).join(' and ')),
  mayHelp: 'This passage may help:',
  otherLanguage: {
    de: 'The website says about this, in German:',
    en: 'The website says about this, in English:',
    other: 'The website says about this:',
  },
  refusal: {
    'no-evidence': (subject) =>
      `I found nothing about ${subject} on the town’s pages that I could quote with certainty.`,
    'may-help': (subject) =>
      `I am not sure whether this answers your question about ${subject}: please read on on the page, or ask there.`,
    'nothing-indexed': 'I do not know the pages of this website yet. Please try again later.',
    'own-case':
      'I cannot look into files, applications or appointments. The office in charge can tell you about your own case; these pages may help.',
    opinion:
      'I will not say anything about this: I give no legal advice and no political opinion. What the town’s pages say about it is here.',
    injection: 'I only answer questions about what the town’s pages say. What would you like to know?',
    'too-long': (limit) =>
      `Your question is longer than ${limit} characters. Please make it shorter: one or two sentences without personal details are enough.`,
    empty: 'Please type a question.',
    'other-town': (place) =>
      `I only know the pages of this town. For ${place} please ask there, for example at the public authority number 115.`,
  },
  facts: {
    townHall: 'Town hall Citizens’ Office Rathaus Bürgerbüro',
    yes: 'Yes',
    no: 'No',
    weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    date: (day) => day.toLocaleDateString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }),
    day: ({ relative, weekday, date }) =>
      relative === 'today'
        ? `today (${weekday})`
        : relative === 'tomorrow'
          ? `tomorrow (${weekday})`
          : `on ${weekday}, ${date},`,
    open: (day, times) => `open ${day} ${times}`,
    openUntil: (day, until) => `open ${day} until ${until}`,
    thenAgain: (times) => `, then again ${times}`,
    sometimes: (days, times) => `only “${days}”: ${times}`,
    closed: (day) => `closed ${day}`,
    closedNow: (later) => `closed right now; ${later}`,
    closedSince: (day, since) => `closed ${day} since ${since}`,
    closedOnce: (day) => `exceptionally closed ${day}`,
    otherHours: (day) => `other hours ${day}`,
    notNamed: (day) => `no opening hours named ${day}`,
    again: (day, from) => `; open again ${day.replace(/,$/, '')} from ${from}`,
    holiday: (day, name) => `closed ${day}: public holiday (${name})`,
    holidayUnknown: (day, name, times) =>
      `${day} is a public holiday (${name}). The page does not say whether it is open then; on this weekday it is otherwise ${times}`,
    maybeHoliday: (day, name, times) => `${day} ${times}, unless it is a public holiday where you live (${name})`,
    deadline: (text) => `Deadline: ${text}`,
    past: '(already over)',
    lastMeeting: (meeting) => `No future date is named; the last one was: ${meeting}`,
    next: (meeting, today) => (today ? `Today: ${meeting}` : `Next date: ${meeting}`),
    dated: (date) => `as of ${date}`,
    undated: 'undated',
    otherwise: (date) => `Another page says otherwise (${date}):`,
    expired: (date) => `A page that says itself that it is no longer valid says otherwise (${date}):`,
  },
  failed: 'Something went wrong on our side. Please try again.',
};
