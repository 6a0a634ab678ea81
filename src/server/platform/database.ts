/**
 * PostgreSQL by one driver (node-postgres) for both engines: embedded (PGlite, one connection) and server.
 * No transaction may be held across a call to the network or a model: the embedded engine has one connection only.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Pool, type PoolConfig } from 'pg';
import type { Log } from './log.ts';

export interface Database {
  orm: NodePgDatabase;
  pool: Pool;
  engine: 'embedded' | 'server';
  /** For people: "PostgreSQL 18.1 (embedded)". */
  version: string;
  /** What the server can do beyond plain PostgreSQL; the search follows it. */
  capabilities: {
    /** pgvector */
    vector: boolean;
  };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connection string of a server; null opens the embedded engine. */
  url: string | null;
  /** Folder of the embedded engine; null keeps it in memory (evaluation, tests). */
  directory: string | null;
  poolSize?: number;
  log: Log;
}

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
/** Any number, the same in every process: only one of several may migrate at a time. */
const MIGRATION_LOCK = 7_310_442;

/** Opens the database, enables the extensions that it offers and brings the tables up to date. */
export async function openDatabase({ url, directory, poolSize = 10, log }: DatabaseOptions): Promise<Database> {
  let pglite: PGlite | null = null;
  let pool: Pool;
  if (url === null) {
    if (directory !== null) mkdirSync(directory, { recursive: true });
    pglite = await PGlite.create({
      ...(directory === null ? {} : { dataDir: directory }),
      // Databases of the first version hold an index of pg_textsearch, which cannot be dropped without it.
      extensions: { vector, pg_textsearch },
    });
    // PGlite has a single connection: the pool serialises.
    pool = new Pool({ ...embeddedConnection(pglite), max: 1 } as unknown as PoolConfig);
  } else {
    pool = new Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 30_000,
      statement_timeout: 120_000,
      application_name: 'buergernah',
    });
  }
  // An idle connection that breaks must not end the process; the next query opens a new one.
  pool.on('error', (error) => log.warn({ err: error }, 'database connection lost'));

  const close = async (): Promise<void> => {
    await pool.end();
    await pglite?.close();
  };
  try {
    const orm = drizzle(pool);
    const capabilities = {
      vector: await enableExtension(pool, 'vector'),
    };
    const connection = await pool.connect();
    try {
      if (url !== null) await connection.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await migrate(drizzle(connection), { migrationsFolder: MIGRATIONS });
      if (url !== null) await connection.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    } finally {
      connection.release();
    }
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    const number = rows[0]?.server_version.split(' ')[0] ?? '';
    const engine = url === null ? 'embedded' : 'server';
    return { orm, pool, engine, version: `PostgreSQL ${number}`, capabilities, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * PGlite's adapter takes `types` of a query for a list of type numbers; node-postgres and Drizzle mean the parsers of the result by it.
 * Without this, each Drizzle query with a parameter throws inside the adapter and the connection hangs (seen with 0.5.14).
 */
function embeddedConnection(pglite: PGlite): ReturnType<typeof createPgConfig> {
  const config = createPgConfig(pglite);
  const parse = config.connection.parse.bind(config.connection);
  config.connection.parse = (query: object) => parse({ ...query, types: undefined });
  return config;
}

/** True if the extension is there, or could be created. A town's database user often may not: then the search does without. */
async function enableExtension(pool: Pool, name: 'vector'): Promise<boolean> {
  const installed = await pool.query('select 1 from pg_extension where extname = $1', [name]);
  if (installed.rowCount === 1) return true;
  const available = await pool.query('select 1 from pg_available_extensions where name = $1', [name]);
  if (available.rowCount !== 1) return false;
  try {
    await pool.query(`create extension if not exists ${name}`);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // insufficient_privilege; object_not_in_prerequisite_state;
    // unique_violation and duplicate_object: another process was faster.
    if (code === '42501' || code === '55000') return false;
    if (code === '23505' || code === '42710') return true;
    throw error;
  }
}
