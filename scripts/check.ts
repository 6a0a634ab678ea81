/** `npm run check`: all that is checked before a commit; `npm run check -- types lint` checks a part. */
import { runCommand } from './run-command.ts';

interface Check {
  name: string;
  says: string;
  command: [string, ...string[]];
  /** What has to be done first. */
  before?: [string, ...string[]];
}

const checks: Check[] = [
  // The longest first: two run at a time.
  { name: 'unit', says: 'unit tests', command: ['vitest', 'run', '--project', 'unit', '--reporter', 'dot'] },
  { name: 'types', says: 'types of server, scripts and tests', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types', says: 'types of browser code', command: ['tsc', '--noEmit', '-p', 'src/widgets/tsconfig.json'] },
  { name: 'types', says: 'types of browser tests', command: ['tsc', '--noEmit', '-p', 'tests/e2e/tsconfig.json'] },
  { name: 'lint', says: 'format and lint', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'boundaries', says: 'dependency rule', command: ['node', 'scripts/check-boundaries.ts'] },
  { name: 'unused', says: 'dead code and dependencies', command: ['knip', '--no-progress'] },
  { name: 'size', says: 'size of the widgets', before: ['node', 'scripts/build.ts'], command: ['size-limit'] },
];

interface Outcome {
  check: Check;
  passed: boolean;
  seconds: number;
  output: string;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  const names = [...new Set(checks.map((check) => check.name))].join(', ');
  console.error(`There is no check "${unknown.join('", "')}". There are: ${names}.`);
  process.exit(2);
}

const waiting = checks.filter((check) => wanted.length === 0 || wanted.includes(check.name));
const outcomes: Outcome[] = [];
const order = [...waiting];
await Promise.all([1, 2].map(work));
report();

async function work(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) outcomes.push(await run(check));
}

async function run(check: Check): Promise<Outcome> {
  const start = performance.now();
  let passed = true;
  let output = '';
  for (const [command, ...args] of [check.before, check.command].filter((it) => it !== undefined)) {
    if (!passed) break;
    const result = await runCommand(command, args);
    passed = result.code === 0;
    output += result.output;
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${check.says} (${seconds.toFixed(1)} s)`);
  return { check, passed, seconds, output };
}

function report(): void {
  outcomes.sort((a, b) => order.indexOf(a.check) - order.indexOf(b.check));
  const failed = outcomes.filter(({ passed }) => !passed);
  for (const { check, output } of failed) {
    console.log(`\n── ${check.says}: ${check.command.join(' ')}\n\n${output.trim()}`);
  }
  const width = Math.max(...outcomes.map(({ check }) => check.says.length));
  console.log(`\n${'check'.padEnd(width)}  result  seconds`);
  for (const { check, passed, seconds } of outcomes) {
    console.log(`${check.says.padEnd(width)}  ${passed ? 'ok    ' : 'FAILED'}  ${seconds.toFixed(1).padStart(7)}`);
  }
  console.log(failed.length === 0 ? '\nAll checks passed.' : `\n${failed.length} of ${outcomes.length} checks failed.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
