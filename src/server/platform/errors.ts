/**
 * The one error of the program. An expected outcome (a refusal, a page that is gone) is a value; this is for what stops a request.
 * The code decides status and words; the raw message of a cause never reaches a client.
 */
export const ERRORS = {
  'invalid-request': {
    status: 400,
    de: 'Die Anfrage ist nicht vollständig oder hat eine falsche Form.',
    en: 'The request is incomplete or malformed.',
  },
  'key-missing': {
    status: 401,
    de: 'Dafür brauchen Sie den Schlüssel der Verwaltung (Kopfzeile „Authorization: Bearer …“).',
    en: 'This needs the administrator’s key (header “Authorization: Bearer …”).',
  },
  'key-wrong': { status: 403, de: 'Dieser Schlüssel gilt nicht.', en: 'This key is not valid.' },
  'origin-refused': {
    status: 403,
    de: 'Diese Website darf den Assistenten nicht einbinden. Die IT-Leitung kann sie freigeben (ALLOWED_ORIGINS).',
    en: 'This website may not embed the assistant. An administrator can allow it (ALLOWED_ORIGINS).',
  },
  'not-found': { status: 404, de: 'Das gibt es hier nicht.', en: 'There is nothing here.' },
  conflict: { status: 409, de: 'Das gibt es schon oder es läuft gerade.', en: 'It exists already or is under way.' },
  'too-large': { status: 413, de: 'Die Anfrage ist zu groß.', en: 'The request is too large.' },
  'too-many': {
    status: 429,
    de: 'Das waren sehr viele Anfragen in kurzer Zeit. Bitte warten Sie einen Moment.',
    en: 'Too many requests in a short time. Please wait a moment.',
  },
  'address-refused': {
    status: 422,
    de: 'Diese Adresse wird nicht gelesen: Sie führt in ein internes Netz oder ist keine Web-Adresse.',
    en: 'This address is not read: it leads into an internal network or is no web address.',
  },
  unavailable: {
    status: 503,
    de: 'Der Dienst startet oder hält gerade an. Bitte versuchen Sie es gleich noch einmal.',
    en: 'The service is starting or stopping. Please try again in a moment.',
  },
  internal: {
    status: 500,
    de: 'Da ist uns ein Fehler passiert. Bitte versuchen Sie es noch einmal.',
    en: 'Something went wrong on our side. Please try again.',
  },
} as const satisfies Record<string, { status: number; de: string; en: string }>;

export type ErrorCode = keyof typeof ERRORS;

export class AppError extends Error {
  readonly code: ErrorCode;
  /** What exactly is wrong, in words fit for the client: faults of the input by field. */
  readonly details: readonly string[];

  constructor(code: ErrorCode, details: readonly string[] = [], cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** The body that a client gets for an error, with both languages beside the code. */
export function errorBody(error: AppError): {
  error: { code: ErrorCode; message: { de: string; en: string }; details: readonly string[] };
} {
  const { de, en } = ERRORS[error.code];
  return { error: { code: error.code, message: { de, en }, details: error.details } };
}
