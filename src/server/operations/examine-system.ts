/** `doctor`: what is missing or wrong, and how to mend it. */
import { statfs } from 'node:fs/promises';
import type { DoctorReport, Finding, SystemStatus } from '../../contracts/status.ts';
import type { Database } from '../platform/database.ts';
import * as de from './messages.de.ts';
import * as en from './messages.en.ts';

/** Less free space than this makes trouble soon, in bytes. */
const LOW_SPACE = 1_000_000_000;

export interface ExamineDependencies {
  db: Database;
  dataDirectory: string;
  autoPull: boolean;
  readStatus(): Promise<SystemStatus>;
  /** Asks the reranking server, if there is one, so that its state is that of now. */
  askReranker(): Promise<unknown>;
}

/** Examines database, disk, sources, search and models. */
export async function examineSystem(dependencies: ExamineDependencies): Promise<DoctorReport> {
  await dependencies.askReranker();
  const status = await dependencies.readStatus();
  const findings = [
    ...examineDatabase(dependencies.db),
    ...examineVectors(status),
    ...(await examineDisk(dependencies.dataDirectory)),
    ...examineSources(status),
    ...examineModels(status, dependencies.autoPull),
    ...examineReranker(status),
    finding('ok', 'answers', 'quoting'),
  ];
  return { healthy: findings.every(({ level }) => level !== 'problem'), findings };
}

function examineDatabase({ engine, version }: Database): Finding[] {
  return [
    engine === 'embedded'
      ? finding('hint', 'database', 'embedded', [version], 'embedded')
      : finding('ok', 'database', 'server', [version]),
  ];
}

function examineVectors({ vectors }: SystemStatus): Finding[] {
  if (vectors === 'memory') return [finding('ok', 'search', 'vectorsInMemory')];
  if (vectors === 'database') return [finding('ok', 'search', 'vectorsInDatabase')];
  if (vectors === 'nowhere') return [finding('problem', 'search', 'tooManyVectors', [], 'tooManyVectors')];
  return [];
}

async function examineDisk(directory: string): Promise<Finding[]> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const gigabytes = (language: string) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(free / 1e9);
  const facts = { de: [gigabytes('de'), directory], en: [gigabytes('en'), directory] };
  return [
    free < LOW_SPACE ? finding('problem', 'disk', 'diskLow', facts, 'diskLow') : finding('ok', 'disk', 'disk', facts),
  ];
}

function examineSources(status: SystemStatus): Finding[] {
  if (status.sources.length === 0) return [finding('problem', 'sources', 'noSource', [], 'noSource')];
  const findings = status.sources.map((source) => {
    const facts = { de: [source.name, format(source.pages, 'de')], en: [source.name, format(source.pages, 'en')] };
    if (source.state === 'alarm') return finding('problem', 'sources', 'alarm', facts, 'alarm');
    if (source.state === 'failed') return finding('problem', 'sources', 'unreadable', facts, 'unreadable');
    if (source.state === 'ready') return finding('ok', 'sources', 'ready', facts);
    return finding('hint', 'sources', 'learning', facts);
  });
  if (status.sources.every(({ kind }) => kind === 'demo'))
    findings.push(finding('hint', 'sources', 'onlyDemo', [], 'onlyDemo'));
  return findings;
}

function examineModels(status: SystemStatus, autoPull: boolean): Finding[] {
  return status.models.map((model) => {
    if (model.state === 'ready') {
      const done = status.embedded ?? 0;
      if (done >= status.passages) return finding('ok', 'models', 'modelReady', [model.name]);
      const facts = (language: string) => [model.name, format(done, language), format(status.passages, language)];
      return finding('hint', 'models', 'modelEmbedding', { de: facts('de'), en: facts('en') });
    }
    if (model.state === 'fetching' || model.state === 'loading')
      return finding('hint', 'models', 'modelComing', [model.name]);
    if (model.state === 'forbidden' || !autoPull)
      return finding('hint', 'models', 'modelForbidden', [model.name], 'modelForbidden');
    return finding('problem', 'models', 'modelMissing', [model.name, model.reason ?? ''], 'modelMissing');
  });
}

function examineReranker({ reranker }: SystemStatus): Finding[] {
  if (reranker === null) return [];
  const { name, state, reason } = reranker;
  if (state === 'resting')
    return [finding('problem', 'models', 'rerankerResting', [name, reason ?? ''], 'rerankerResting')];
  return [
    finding(state === 'ready' ? 'ok' : 'hint', 'models', state === 'ready' ? 'rerankerReady' : 'rerankerWaiting', [
      name,
    ]),
  ];
}

type Facts = string[] | { de: string[]; en: string[] };

function finding(
  level: Finding['level'],
  part: string,
  message: keyof typeof de.findings,
  facts: Facts = [],
  remedy: keyof typeof de.remedies | null = null,
): Finding {
  const given = Array.isArray(facts) ? { de: facts, en: facts } : facts;
  const german: (...given: string[]) => string = de.findings[message];
  const english: (...given: string[]) => string = en.findings[message];
  return {
    level,
    part,
    message: { de: german(...given.de), en: english(...given.en) },
    remedy: remedy === null ? null : { de: de.remedies[remedy], en: en.remedies[remedy] },
  };
}

function format(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}
