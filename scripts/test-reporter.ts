/** Vitest's own reporter shows the run; this one writes its outcome to `TEST_OUTCOME_FILE`, for scripts/test.ts to add up. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

export interface TestOutcome {
  passed: number;
  /** Tests, and what failed around them: files that did not load, hooks, errors that nothing caught. */
  failed: number;
  failures: FailedTest[];
  skipped: SkippedTest[];
}

export interface FailedTest {
  file: string;
  name: string;
  /** First line of the error. */
  message: string;
}

export interface SkippedTest {
  file: string;
  name: string;
  /** What `context.skip(reason)` said; null: the name has to say it (`describe.skipIf`). */
  reason: string | null;
}

export default class TestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const outcome: TestOutcome = { passed: 0, failed: 0, failures: [], skipped: [] };
    const fail = (file: string, name: string, errors: readonly SerializedError[]) => {
      for (const error of errors) outcome.failures.push({ file, name, message: firstLine(error) });
      outcome.failed += errors.length;
    };
    fail('outside any test', 'an error that nothing caught', unhandledErrors);
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      fail(file, 'the file itself', module.errors());
      for (const suite of module.children.allSuites()) fail(file, suite.fullName, suite.errors());
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') outcome.passed += 1;
        else if (result.state === 'failed') fail(file, test.fullName, result.errors.slice(0, 1));
        else {
          // "pending": never ran, because the run ended early.
          const reason = result.state === 'skipped' ? (result.note ?? null) : 'did not run';
          outcome.skipped.push({ file, name: test.fullName, reason });
        }
      }
    }
    const path = process.env['TEST_OUTCOME_FILE'];
    if (path) writeFileSync(path, JSON.stringify(outcome));
  }
}

function firstLine({ message }: SerializedError): string {
  return (message ?? 'no message').split('\n', 1)[0]?.slice(0, 300) ?? '';
}
