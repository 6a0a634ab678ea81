/** What `doctor` says. The facts come in the order of the parameters. */
type Say = (...facts: string[]) => string;

export const findings = {
  embedded: (version) =>
    `Datenbank: ${version}, eingebettet. Gut zum Ausprobieren und für kleine Städte mit Sicherung.`,
  server: (version) => `Datenbank: ${version}, eigener Server.`,
  vectorsInMemory: () => 'Suche nach Bedeutung: Die Vektoren liegen im Arbeitsspeicher.',
  vectorsInDatabase: () => 'Suche nach Bedeutung: Die Vektoren werden in der Datenbank verglichen (pgvector).',
  tooManyVectors: () =>
    'Suche nach Bedeutung: Es sind mehr Vektoren da, als in den Arbeitsspeicher sollen (VECTORS_MEMORY), und pgvector fehlt. Es wird nach Wörtern gesucht.',
  disk: (free, directory) => `${free} GB frei in ${directory}.`,
  diskLow: (free, directory) => `Nur noch ${free} GB frei in ${directory}.`,
  noSource: () => 'Es gibt noch keine Quelle.',
  ready: (name, pages) => `${name}: ${pages} Seiten gelernt.`,
  learning: (name) => `${name} wird gerade gelesen.`,
  alarm: (name) =>
    `${name}: Mehr als die Hälfte der Seiten war beim letzten Lesen weg. Der alte Stand bleibt in den Antworten.`,
  unreadable: (name) => `${name} war beim letzten Mal nicht zu lesen.`,
  onlyDemo: () => 'Bisher ist nur Musterstadt da, noch keine eigene Website.',
  modelReady: (name) => `Suche nach Bedeutung: ${name} ist bereit.`,
  modelEmbedding: (name, done, total) =>
    `Suche nach Bedeutung: ${name} rechnet, ${done} von ${total} Abschnitten sind fertig.`,
  modelComing: (name) => `Suche nach Bedeutung: ${name} wird geholt oder geladen. Bis dahin wird nach Wörtern gesucht.`,
  modelForbidden: (name) =>
    `Suche nach Bedeutung: ${name} ist nicht da und wird nicht geholt. Es wird nach Wörtern gesucht.`,
  modelMissing: (name, reason) =>
    `Suche nach Bedeutung: ${name} ist nicht zu bekommen${reason === '' ? '' : ` (${reason})`}. Es wird nach Wörtern gesucht.`,
  rerankerReady: (name) => `Reihenfolge der Treffer: Der Server ${name} ordnet sie nach.`,
  rerankerWaiting: (name) =>
    `Reihenfolge der Treffer: Der Server ${name} ist eingestellt, wurde aber noch nicht gefragt.`,
  rerankerResting: (name, reason) =>
    `Reihenfolge der Treffer: Der Server ${name} antwortet nicht (${reason}). Die Suche behält ihre eigene Reihenfolge.`,
  quoting: () => 'Antworten: wörtlich aus den Seiten, kein Sprachmodell verbunden.',
} satisfies Record<string, Say>;

export const remedies = {
  embedded: 'Für den Betrieb: DATABASE_URL auf einen PostgreSQL-Server setzen, oder DATA_DIR jede Nacht sichern.',
  tooManyVectors:
    'VECTORS_MEMORY erhöhen, oder auf dem PostgreSQL-Server das Paket pgvector einrichten und „create extension vector“ ausführen.',
  diskLow: 'Platz schaffen oder DATA_DIR auf ein größeres Laufwerk legen.',
  noSource: 'npx buergernah source add https://www.ihre-stadt.de/',
  alarm:
    'Website prüfen. Stimmt der neue Stand: npx buergernah source sync NAME --accept-loss; sonst, wenn sie wieder da ist: npx buergernah source sync NAME.',
  unreadable: 'Adresse und robots.txt der Website prüfen, dann: npx buergernah source sync.',
  onlyDemo: 'npx buergernah source add https://www.ihre-stadt.de/',
  rerankerResting:
    'RERANK_BASE_URL, RERANK_MODEL, RERANK_API_KEY und RERANK_TIMEOUT prüfen. Wir versuchen es von selbst wieder.',
  modelForbidden:
    'npx buergernah models pull multilingual-e5-small, oder die Datei in DATA_DIR/models legen (docs/models.md).',
  modelMissing:
    'Python mit pip einrichten (apt-get install python3-pip), oder die Datei in DATA_DIR/models legen (docs/models.md), oder MODELS_MIRROR oder EMBEDDING_BASE_URL setzen. Wir versuchen es von selbst wieder.',
} satisfies Record<string, string>;
