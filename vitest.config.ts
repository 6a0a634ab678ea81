import { defineConfig } from 'vitest/config';

/** The same integration suite runs on both engines; only the environment tells them apart. */
const integration = ['tests/integration/**/*.test.ts'];

export default defineConfig({
  test: {
    // Two cores is what a small machine has; more workers than that only make timing tests lie.
    maxWorkers: 2,
    silent: 'passed-only',
    projects: [
      {
        test: { name: 'unit', include: ['src/**/*.test.ts', 'tests/*.test.ts'], testTimeout: 15_000 },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          env: { TEST_DATABASE: 'embedded' },
          globalSetup: ['tests/support/embedded-template.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'postgres',
          include: integration,
          env: { TEST_DATABASE: 'postgres' },
          globalSetup: ['tests/support/postgres-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/support/town-hall.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A browser and a server share the two cores already.
          fileParallelism: false,
        },
      },
    ],
  },
});
