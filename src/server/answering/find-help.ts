/** Where to go when there is no answer: the nearest pages, and the office in charge, or else the town's own. */
import type { InterfaceLanguage, Pointer } from '../../contracts/answer.ts';
import { findTownHallPages } from '../knowledge/find-town-hall-pages.ts';
import { readPageContacts } from '../knowledge/read-page-contacts.ts';
import type { PassageHit } from '../knowledge/search-passages.ts';
import type { Database } from '../platform/database.ts';
import { addressOfPassage, pathWithoutTitle } from './cite-passages.ts';
import { findOffice } from './find-office.ts';

export interface Help {
  pointers: Pointer[];
  office: ReturnType<typeof findOffice>;
}

export const NO_HELP: Help = { pointers: [], office: null };

const POINTERS = 2;
/** Best pages that are asked for the office in charge. */
const ASKED_FOR_OFFICE = 3;

/** `related`: the pages are about what was asked; if they are not, their offices are not in charge either. */
export async function findHelp(
  deps: { db: Database },
  {
    hits,
    related,
    sourceIds,
    language,
  }: { hits: readonly PassageHit[]; related: boolean; sourceIds: readonly string[]; language: InterfaceLanguage },
): Promise<Help> {
  const pages = hits.filter((hit, at) => hits.findIndex((other) => other.pageId === hit.pageId) === at);
  const contacts = related
    ? await readPageContacts(
        deps,
        pages.slice(0, ASKED_FOR_OFFICE).map((page) => page.pageId),
      )
    : [];
  const office = findOffice(contacts, language) ?? (await townHall());
  return {
    pointers: pages.slice(0, POINTERS).map((hit) => ({
      title: hit.title,
      path: pathWithoutTitle(hit),
      url: addressOfPassage(hit),
    })),
    office,
  };

  async function townHall() {
    return findOffice(await readPageContacts(deps, await findTownHallPages(deps, sourceIds)), language);
  }
}
