/**
 * Vectors of units, packed by passage: which sentence, item or row of a passage is nearest to a question. One byte a dimension; the
 * cosines differ from those of 32-bit floats by less than .002 (see the test), far less than two ways of saying the same thing.
 */
import type { Database } from '../platform/database.ts';
import type { Block } from './page-content.ts';

/** To be raised when `split-units.ts` cuts in another way. */
export const UNIT_CUT = 1;
/** Length of the vectors and number of units. */
const HEAD_BYTES = 4;
const SCALE_BYTES = 4;
const LARGEST = 127;

export interface UnitVectors {
  /** Units of the passage, in the order of `splitUnits`. */
  readonly units: number;
  /** Cosine of each unit with a question's vector of length 1. */
  cosines(question: Float32Array): Float32Array;
}

export interface PassageToCut {
  hash: string;
  title: string;
  path: string[];
  text: string;
  blocks: Block[];
}

/** Vectors of length 1 as bytes: scale (float) and values (signed bytes) one after the other. */
export function packUnitVectors(vectors: readonly Float32Array[]): Buffer {
  const dimensions = vectors[0]?.length ?? 0;
  const packed = Buffer.alloc(HEAD_BYTES + vectors.length * (SCALE_BYTES + dimensions));
  packed.writeUInt16LE(dimensions, 0);
  packed.writeUInt16LE(vectors.length, 2);
  for (const [at, vector] of vectors.entries()) {
    const offset = HEAD_BYTES + at * (SCALE_BYTES + dimensions);
    const scale = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / LARGEST;
    packed.writeFloatLE(scale, offset);
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const value = scale === 0 ? 0 : Math.round((vector[dimension] ?? 0) / scale);
      packed.writeInt8(value, offset + SCALE_BYTES + dimension);
    }
  }
  return packed;
}

export function unpackUnitVectors(packed: Buffer): UnitVectors {
  const dimensions = packed.readUInt16LE(0);
  const units = packed.readUInt16LE(2);
  const values = new Int8Array(packed.buffer, packed.byteOffset, packed.byteLength);
  return {
    units,
    cosines(question) {
      const cosines = new Float32Array(units);
      if (question.length !== dimensions) return cosines;
      for (let at = 0; at < units; at += 1) {
        const offset = HEAD_BYTES + at * (SCALE_BYTES + dimensions);
        const first = offset + SCALE_BYTES;
        let sum = 0;
        for (let dimension = 0; dimension < dimensions; dimension += 1) {
          sum += (values[first + dimension] ?? 0) * (question[dimension] ?? 0);
        }
        cosines[at] = sum * packed.readFloatLE(offset);
      }
      return cosines;
    },
  };
}

/** By id of the passage; passages whose units have no vectors yet are left out. */
export async function readUnitVectorsOf(
  db: Database,
  model: string,
  passageIds: readonly string[],
): Promise<Map<string, UnitVectors>> {
  if (passageIds.length === 0) return new Map();
  const { rows } = await db.pool.query<{ id: string; vectors: Buffer }>(
    `select p.id, u.vectors from passage p join unit_embedding u on u.hash = p.hash
     where u.model = $1 and u.cut = $2 and p.id = any($3::uuid[])`,
    [model, UNIT_CUT, passageIds],
  );
  return new Map(rows.map((row) => [row.id, unpackUnitVectors(row.vectors)]));
}

/** Passages whose units have no vectors of the model, the beginnings of pages first. */
export async function readPassagesToCut(
  db: Database,
  { model, except, limit }: { model: string; except: readonly string[]; limit: number },
): Promise<PassageToCut[]> {
  const { rows } = await db.pool.query<PassageToCut>(
    `select distinct on (m.ordinal, m.hash) m.hash, g.title, m.path, m.text, m.blocks from (
       select p.hash, p.page_id, p.path, p.text, p.blocks, p.ordinal from passage p
       where not exists (select 1 from unit_embedding u where u.hash = p.hash and u.model = $1 and u.cut = $2)
         and p.hash <> all($3::text[])
       order by p.ordinal, p.hash limit $4
     ) m join page g on g.id = m.page_id order by m.ordinal, m.hash`,
    [model, UNIT_CUT, except, limit],
  );
  return rows;
}

export async function countCut(db: Database, model: string): Promise<{ total: number; done: number }> {
  const { rows } = await db.pool.query<{ total: string; done: string }>(
    `select count(*) as total, count(u.hash) as done from (select distinct hash from passage) p
     left join unit_embedding u on u.hash = p.hash and u.model = $1 and u.cut = $2`,
    [model, UNIT_CUT],
  );
  return { total: Number(rows[0]?.total ?? 0), done: Number(rows[0]?.done ?? 0) };
}

export async function writeUnitVectors(
  db: Database,
  model: string,
  vectors: ReadonlyMap<string, readonly Float32Array[]>,
): Promise<void> {
  await db.pool.query(
    `insert into unit_embedding (hash, model, cut, vectors) select new.hash, $1, $2, new.vectors
     from unnest($3::text[], $4::bytea[]) as new(hash, vectors)
     on conflict (hash, model) do update set cut = excluded.cut, vectors = excluded.vectors`,
    [model, UNIT_CUT, [...vectors.keys()], [...vectors.values()].map(packUnitVectors)],
  );
}

/** Forgets vectors of units whose passage is gone. */
export async function removeOrphanUnits(db: Database): Promise<void> {
  await db.pool.query('delete from unit_embedding u where not exists (select 1 from passage p where p.hash = u.hash)');
}
