/** Pages about the town's own office for everything, by their titles: whom to ask if nobody else is in charge. */
import type { Database } from '../platform/database.ts';

/** Where citizens are helped first. */
const CITIZENS_OFFICE = '^(das |die )?(bürgerbüro|bürgeramt|bürgerservice|bürgerdienste?)';
const TOWN_HALL = '^(das |die )?(rathaus|stadtverwaltung|gemeindeverwaltung|landratsamt|kreisverwaltung)';
const MOST_PAGES = 5;

/** The plainest titles first ("Bürgerbüro" before "Bürgerbüro: Wartezeiten"). */
export async function findTownHallPages({ db }: { db: Database }, sourceIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select id from page where source_id = any($1::uuid[]) and state <> 'gone' and (title ~* $2 or title ~* $3)
     order by title ~* $2 desc, language = 'de' desc, length(title), url limit ${MOST_PAGES}`,
    [sourceIds, CITIZENS_OFFICE, TOWN_HALL],
  );
  return rows.map((row) => row.id);
}
