/** The assistant on a town's own website: another origin, a strict content security policy, and an allow-list. */
import { describe, expect, it } from 'vitest';
import { expectNoAxeViolations, useBrowser } from '../support/browser.ts';
import { assistantOn, townHall } from './assistant-window.ts';

const DOG_TAX = 'Was kostet die Hundesteuer für den zweiten Hund?';
const browser = useBrowser();
const { url, allowedSite, strangeSite } = townHall;

describe('a website of another origin', () => {
  it('embeds the assistant by one line under a strict policy: it answers, stores no cookie and calls nobody else', async () => {
    const { page, context, problems } = await browser.openPage();
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await page.goto(allowedSite);
    const assistant = assistantOn(page, { launcher: 'Frag Kleinau' });
    await assistant.open();
    await assistant.dialog.getByRole('heading', { name: 'Kleinau' }).waitFor();
    await assistant.askAndRead(DOG_TAX);
    expect(await assistant.best.innerText()).toContain('132,00 €');
    await expectNoAxeViolations(page, { include: 'buergernah-assistant' });

    await page.goto(`${allowedSite}/zweite`);
    expect(await assistant.turn(0).innerText()).toContain(DOG_TAX);
    await assistant.newest.getByRole('button', { name: 'Ja', exact: true }).click();
    await assistant.newest.getByText('Danke für Ihre Rückmeldung.').waitFor();

    expect(problems.cspViolations).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    expect([...hosts].sort()).toEqual([allowedSite, url].sort());
  });

  it('is told plainly that it is not allowed, and nothing is answered', async () => {
    const { page, problems } = await browser.openPage();
    problems.allow(/403$/);
    await page.goto(strangeSite);
    const assistant = assistantOn(page, { launcher: 'Frag Kleinau' });
    await assistant.open();
    await assistant.ask(DOG_TAX);
    await assistant.newest.getByText('Diese Website darf den Assistenten nicht einbinden.').waitFor();
    expect(await assistant.newest.innerText()).not.toContain('€');
  });

  it('gets no word of an answer past the browser either', async () => {
    const ask = (origin: string) =>
      fetch(`${url}/api/assistant/questions`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ question: DOG_TAX }),
      });
    const refused = await ask(strangeSite);
    expect(refused.status).toBe(403);
    expect(await refused.text()).not.toContain('132');
    const allowed = await ask(allowedSite);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(allowedSite);
    expect(await allowed.text()).toContain('132,00');
    // What changes something is closed to every website.
    const change = await fetch(`${url}/api/sources`, { method: 'POST', headers: { origin: allowedSite } });
    expect(change.headers.get('access-control-allow-origin')).toBeNull();
    expect(change.status).toBeGreaterThanOrEqual(400);
  });
});
