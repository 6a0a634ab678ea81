/**
 * Speed and memory of the embedding model in process: `node bench/embedding.ts [GGUF] [passages]`.
 * One lane is the baseline of the same run.
 */
import { availableParallelism } from 'node:os';
import { createEmbeddedEngine, type EmbeddedEngine } from '../src/server/models/embedded-engine.ts';
import { readCatalogue } from '../src/server/models/read-catalogue.ts';
import { systemClock } from '../src/server/platform/clock.ts';
import { createLog } from '../src/server/platform/log.ts';

const model = readCatalogue()[0];
if (!model) throw new Error('The catalogue is empty.');
const modelPath = process.argv[2] ?? `data/models/${model.file}`;
const count = Number(process.argv[3] ?? 200);

const SENTENCES = [
  'Die Hundesteuer beträgt für den ersten Hund 84,00 Euro und für jeden weiteren Hund 120,00 Euro im Jahr.',
  'Bitte melden Sie Ihren Hund innerhalb von zwei Wochen nach der Aufnahme in den Haushalt beim Steueramt an.',
  'Das Bürgerbüro im Rathaus ist montags bis freitags von 8 bis 12 Uhr und donnerstags bis 18 Uhr geöffnet.',
  'Für den Personalausweis bringen Sie ein biometrisches Lichtbild und den alten Ausweis mit; die Gebühr zahlen Sie bar oder mit Karte.',
  'Sperrmüll wird viermal im Jahr nach Anmeldung abgeholt, Elektrogeräte nimmt der Wertstoffhof kostenlos an.',
  'Der Stadtrat tagt öffentlich; die Tagesordnung und die Niederschriften stehen im Ratsinformationssystem.',
  'Wer eine Wohnung bezieht, muss sich nach § 17 Bundesmeldegesetz binnen zwei Wochen anmelden.',
];
const QUESTIONS = [
  'Was kostet die Hundesteuer für den zweiten Hund?',
  'Wann hat das Bürgerbüro geöffnet?',
  'Wo kann ich Sperrmüll anmelden?',
  'Reisepass verlängern',
];

/** Different texts of about 145 tokens. */
const passages = Array.from({ length: count }, (_, i) =>
  [0, 1, 2, 3, 4].map((k) => SENTENCES[(i * 3 + k * (1 + (i % 5))) % SENTENCES.length]).join(' '),
);

function quantile(sorted: number[], share: number): string {
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
}

async function askForMilliseconds(engine: EmbeddedEngine, times: number, pause: number): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = 0; i < times; i++) {
    const begin = performance.now();
    await engine.embedder.embedQuestion(QUESTIONS[i % QUESTIONS.length] ?? '');
    milliseconds.push(performance.now() - begin);
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return milliseconds.sort((a, b) => a - b);
}

async function memory(engine: EmbeddedEngine): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  return `${Math.round((engine.state().memoryBytes ?? 0) / 1e6)} MB`;
}

async function measure(lanes: number): Promise<void> {
  const engine = createEmbeddedEngine({
    ...model,
    name: model?.name ?? '',
    dimensions: model?.dimensions ?? 0,
    maximumTokens: model?.maximumTokens ?? 0,
    questionPrefix: model?.questionPrefix ?? '',
    passagePrefix: model?.passagePrefix ?? '',
    modelPath,
    lanes,
    log: createLog('warn'),
    clock: systemClock,
  });
  const begin = performance.now();
  engine.start();
  while (engine.state().state === 'starting') await new Promise((resolve) => setTimeout(resolve, 10));
  if (engine.state().state !== 'ready') throw new Error(engine.state().reason ?? 'not ready');
  console.log(
    `${lanes} lanes on ${availableParallelism()} cores: loaded in ${Math.round(performance.now() - begin)} ms`,
  );
  console.log(`  memory idle after loading ${await memory(engine)}`);
  const alone = await askForMilliseconds(engine, 60, 0);
  console.log(`  question alone: p50 ${quantile(alone, 0.5)} ms, p95 ${quantile(alone, 0.95)} ms`);

  const start = performance.now();
  await engine.embedder.embedPassages(passages);
  console.log(`  passages: ${((count / (performance.now() - start)) * 1000).toFixed(1)} a second`);

  const stop = new AbortController();
  const load = engine.embedder
    .embedPassages(Array.from({ length: 10 }, () => passages).flat(), stop.signal)
    .catch(() => null);
  const beside = await askForMilliseconds(engine, 40, 100);
  console.log(`  question while passages run: p50 ${quantile(beside, 0.5)} ms, p95 ${quantile(beside, 0.95)} ms`);
  console.log(`  memory while passages run ${await memory(engine)}`);
  stop.abort();
  await load;
  console.log(`  memory idle again ${await memory(engine)} after ${await memory(engine)}`);
  console.log(`  the measuring process itself ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  await engine.stop();
}

for (const lanes of [1, 2]) await measure(lanes);
