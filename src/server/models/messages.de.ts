import type { ModelState } from './models.ts';
import type { PullPhase, SourceFailure } from './pull-model.ts';

type SourceName = SourceFailure['source'] | 'server';

export const messagesDe = {
  state: {
    absent: 'nicht da',
    fetching: 'wird geholt',
    loading: 'wird geladen',
    ready: 'bereit',
    failed: 'gestört',
    forbidden: 'nicht da, automatisches Holen ist abgeschaltet',
  } satisfies Record<ModelState['state'], string>,
  phase: {
    checking: 'prüft die Datei',
    waiting: 'wartet auf einen anderen Vorgang, der das Modell schon holt',
    fetching: 'lädt herunter',
    unpacking: 'packt aus',
    converting: 'wandelt um',
    verifying: 'prüft die Prüfsumme',
  } satisfies Record<PullPhase, string>,
  source: {
    file: 'Datei im Datenordner',
    mirror: 'Spiegelserver (MODELS_MIRROR)',
    hub: 'Modellportal',
    wheel: 'Python-Paket über pip',
    server: 'Embedding-Server (EMBEDDING_BASE_URL)',
  } satisfies Record<SourceName, string>,
  failure: {
    'not-there': 'Es liegt keine Modelldatei im Datenordner.',
    'not-set': 'Es ist kein Spiegelserver eingestellt.',
    'no-client': 'Auf diesem Rechner fehlt Python mit pip.',
    unreachable: 'Die Quelle war nicht zu erreichen.',
    absent: 'Die Quelle hat diese Datei nicht.',
    'wrong-length': 'Die Datei ist nicht vollständig oder eine andere.',
    'wrong-checksum': 'Die Prüfsumme stimmt nicht. Die Datei wurde nicht angenommen.',
    broken: 'Das Paket ist beschädigt.',
    'no-space': 'Auf der Festplatte ist zu wenig Platz.',
    disk: 'Im Datenordner kann nicht geschrieben werden.',
  } satisfies Record<SourceFailure['code'], string>,
  /** What the lack of the model means for the people. */
  lexicalOnly: 'Die Suche arbeitet nach Wörtern, bis das Modell bereit ist. Antworten gibt es trotzdem.',
  mend: {
    pull: 'Holen Sie das Modell mit „npx buergernah models pull“.',
    byHand: (file: string, folder: string) => `Oder legen Sie die Datei ${file} in den Ordner ${folder}.`,
    installPip: 'Installieren Sie Python mit pip (Debian: apt-get install python3-pip) oder setzen Sie MODELS_MIRROR.',
    freeSpace: 'Schaffen Sie Platz auf der Festplatte (etwa 250 MB) oder setzen Sie MODELS_MIRROR.',
    checkServer: 'Prüfen Sie EMBEDDING_BASE_URL, EMBEDDING_MODEL und EMBEDDING_API_KEY.',
  },
};

export type Messages = typeof messagesDe;
