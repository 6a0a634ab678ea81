/**
 * `npm test`: every test there is. `npm test -- unit e2e` runs some projects, `npm test -- unit -- crawl` some files of them.
 * Its last line is always `N passed, N failed, N skipped`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramName, prepareProgram } from './prepare-test-programs.ts';
import { runCommand } from './run-command.ts';
import type { SkippedTest, TestOutcome } from './test-reporter.ts';

interface Project {
  name: string;
  says: string;
  needs?: ProgramName;
  needsBrowserCode?: boolean;
}

const projects: Project[] = [
  { name: 'unit', says: 'Unit tests' },
  { name: 'integration', says: 'Integration tests, embedded database', needsBrowserCode: true },
  { name: 'postgres', says: 'Integration tests, PostgreSQL server', needs: 'postgres', needsBrowserCode: true },
  { name: 'e2e', says: 'Browser tests', needs: 'chromium', needsBrowserCode: true },
];

const { chosen, filters } = readArguments(process.argv.slice(2));
const total: TestOutcome = { passed: 0, failed: 0, failures: [], skipped: [] };
/** Whole projects that could not run: said once, not for each test. */
const leftOut: { says: string; tests: number; reason: string }[] = [];
const start = performance.now();

const obstacles = await prepare();
for (const project of chosen) await runProject(project);
report();

function readArguments(given: string[]): { chosen: Project[]; filters: string[] } {
  const separator = given.indexOf('--');
  const names = separator === -1 ? given : given.slice(0, separator);
  const unknown = names.filter((name) => !projects.some((project) => project.name === name));
  if (unknown.length > 0) {
    const known = projects.map((project) => project.name).join(', ');
    console.error(`There are no tests "${unknown.join('", "')}". There are: ${known}. Files come after a second --.`);
    process.exit(2);
  }
  return {
    chosen: projects.filter((project) => names.length === 0 || names.includes(project.name)),
    filters: separator === -1 ? [] : given.slice(separator + 1),
  };
}

/** Gets what the chosen projects need. What cannot be had is named by project. */
async function prepare(): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  for (const { name, needs } of chosen) {
    const reason = needs ? await prepareProgram(needs) : null;
    if (reason) {
      reasons.set(name, reason);
      console.log(reason);
    }
  }
  if (chosen.some((project) => project.needsBrowserCode)) {
    const { code, output } = await runCommand('node', ['scripts/build.ts']);
    if (code !== 0) {
      console.log(`The browser code could not be built:\n${output}`);
      total.failed += 1;
    }
  }
  return reasons;
}

async function runProject({ name, says }: Project): Promise<void> {
  const obstacle = obstacles.get(name);
  console.log(`\n── ${says}${obstacle ? ' (left out)' : ''}`);
  const folder = mkdtempSync(join(tmpdir(), 'buergernah-tests-'));
  const outcomeFile = join(folder, 'outcome.json');
  const args = ['run', '--project', name, '--reporter', 'default', '--reporter', './scripts/test-reporter.ts'];
  // A filter may mean files of one project only; that nothing ran at all is noticed in the end.
  if (filters.length > 0) args.push('--passWithNoTests');
  // Of tests that cannot run, Vitest still counts how many there are: a name that no test has skips them all.
  if (obstacle) args.push('--testNamePattern', '(?!)', '--silent');
  const { code } = await runCommand('vitest', [...args, ...filters], {
    terminal: !obstacle,
    env: { TEST_OUTCOME_FILE: outcomeFile, ...(obstacle ? { TESTS_LEFT_OUT: '1' } : {}) },
  });
  const outcome = readOutcome(outcomeFile);
  rmSync(folder, { recursive: true, force: true });

  if (obstacle && outcome) leftOut.push({ says, tests: outcome.skipped.length, reason: obstacle });
  total.passed += outcome?.passed ?? 0;
  total.failed += outcome?.failed ?? 0;
  total.failures.push(
    ...(outcome?.failures ?? []).map((failure) => ({ ...failure, file: `${failure.file} (${name})` })),
  );
  if (outcome && !obstacle) total.skipped.push(...outcome.skipped);
  // A run that broke off, found no test file or failed in a way it did not count.
  if (code !== 0 && !outcome?.failed) {
    console.log(`${says}: the run ended with code ${code} and without a result for every test.`);
    total.failed += 1;
  }
}

function readOutcome(path: string): TestOutcome | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestOutcome;
  } catch {
    // Not written: the run did not come to its end. The caller counts that as a failure.
    return null;
  }
}

function report(): void {
  const skipped = total.skipped.length + leftOut.reduce((sum, { tests }) => sum + tests, 0);
  console.log(`\n── All tests, ${((performance.now() - start) / 1000).toFixed(0)} s`);
  if (skipped > 0 || leftOut.length > 0) console.log('Skipped:');
  for (const { says, tests, reason } of leftOut) console.log(`  ${says} (${tests} tests): ${reason}`);
  for (const { file, name, reason } of withoutRepeats(total.skipped)) {
    console.log(`  ${file}: ${name}${reason ? `: ${reason}` : ''}`);
  }
  if (total.failures.length > 0) console.log('Failed:');
  for (const { file, name, message } of total.failures) console.log(`  ${file}: ${name}\n    ${message}`);
  const nothingRan = total.passed + total.failed === 0;
  if (nothingRan) console.log('No test ran.');
  process.exitCode = total.failed > 0 || nothingRan ? 1 : 0;
  console.log(`${total.passed} passed, ${total.failed} failed, ${skipped} skipped`);
}

/** The integration suite runs twice: what both left out is named once. */
function withoutRepeats(tests: SkippedTest[]): SkippedTest[] {
  return [...new Map(tests.map((test) => [`${test.file} ${test.name} ${test.reason}`, test])).values()];
}
