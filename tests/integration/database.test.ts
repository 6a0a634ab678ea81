import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testEngine } from '../support/database.ts';

describe('a database of its own for each test file', () => {
  let first: TestDatabase;
  let second: TestDatabase;

  beforeAll(async () => {
    [first, second] = [await openTestDatabase(), await openTestDatabase()];
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  it('runs on the engine that the run asks for', () => {
    expect(first.database.engine).toBe(testEngine === 'postgres' ? 'server' : 'embedded');
    expect(first.database.version).toMatch(testEngine === 'postgres' ? /^PostgreSQL \d\d/ : /^PostgreSQL 1[78]/);
  });

  it('holds the product’s tables, empty', async () => {
    const { rows } = await first.database.orm.execute(sql`select count(*)::int as pages from page`);
    expect(rows).toEqual([{ pages: 0 }]);
  });

  it('is not seen by another test file', async () => {
    await first.database.orm.execute(sql`create table only_here (id int)`);
    await expect(second.database.orm.execute(sql`select * from only_here`)).rejects.toThrow();
  });
});
