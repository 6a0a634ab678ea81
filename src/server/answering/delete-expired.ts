import type { Clock } from '../platform/clock.ts';
import { germanDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { deleteDue } from './store.ts';

/** Deletes questions and answers whose day has come. May run twice: the second time there is nothing left. Returns how many went. */
export async function deleteExpired({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  return deleteDue(db, germanDay(clock.now()));
}
