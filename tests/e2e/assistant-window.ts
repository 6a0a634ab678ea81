/** What a citizen does in the assistant's window, in the words of the German interface unless said otherwise. */
import type { Locator, Page } from 'playwright-core';
import { inject } from 'vitest';
import type { TownHall } from '../support/town-hall.ts';
import { waitFor } from '../support/wait-for.ts';

const WIDGET = 'buergernah-assistant';

/** The product that this run tests. */
export const townHall: TownHall = inject('townHall');

export interface AssistantWindow {
  dialog: Locator;
  field: Locator;
  /** The question and what stands below it, the newest last. */
  turn(position: number): Locator;
  newest: Locator;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Types the question and sends it by Enter. */
  ask(question: string): Promise<void>;
  /** Asks and waits until the answer has ended; gives back its words as they can be seen. */
  askAndRead(question: string): Promise<string>;
  /** The row, list item or sentence that is marked as the best one. */
  best: Locator;
  /** The sentence that answers with a value of the page. */
  fact: Locator;
  /** Link of the citation card with this number, in the newest answer. */
  citation(number: number): Locator;
  menu(entry: string): Promise<void>;
  /** What has the focus inside the widget: its id, its label or its words; null if the page has it. */
  focused(): Promise<string | null>;
  /** Collects what the live region is given from now on. */
  listen(): Promise<void>;
  heard(): Promise<string[]>;
}

/** @param launcher - word on the button, a part of it is enough */
export function assistantOn(page: Page, { launcher = 'Frag' } = {}): AssistantWindow {
  const widget = page.locator(WIDGET);
  const dialog = widget.getByRole('dialog');
  const turns = dialog.getByRole('article');
  const field = dialog.getByRole('textbox', { name: /^(?:Ihre Frage|Your question)$/ });
  const newest = turns.last();
  const window: AssistantWindow = {
    dialog,
    field,
    turn: (position) => turns.nth(position),
    newest,
    open: async () => {
      await widget.getByRole('button', { name: launcher }).click();
      await dialog.waitFor();
    },
    close: () => dialog.getByRole('button', { name: /^(?:Schließen|Close)$/ }).click(),
    ask: async (question) => {
      await field.fill(question);
      await field.press('Enter');
    },
    askAndRead: async (question) => {
      const before = await turns.count();
      await window.ask(question);
      await waitFor('the new question', async () => (await turns.count()) === before + 1);
      // The row of actions comes when the answer has ended.
      await newest.getByRole('button', { name: /^(?:Drucken|Print)$/ }).waitFor();
      return await newest.innerText();
    },
    fact: newest.locator('.best').first(),
    // A fact stands above the row that bears it.
    best: newest.locator('.best-row, .best-item, .block:not(:has(~ .block :is(.best-row, .best-item))) .best'),
    citation: (number) => newest.locator(`a.source[data-source="${number}"]`),
    menu: async (entry) => {
      await dialog.getByRole('button', { name: /^(?:Menü|Menu)$/ }).click();
      await dialog.getByRole('button', { name: entry }).click();
    },
    focused: () =>
      page.evaluate((name) => {
        const element = document.querySelector(name)?.shadowRoot?.activeElement;
        return element?.id || element?.getAttribute('aria-label') || element?.textContent?.trim() || null;
      }, WIDGET),
    listen: async () => {
      await page.evaluate((name) => {
        const spoken: string[] = [];
        (globalThis as unknown as { spoken: string[] }).spoken = spoken;
        const region = document.querySelector(name)?.shadowRoot?.querySelector('[aria-live="polite"]');
        if (!region) throw new Error('The widget has no live region.');
        new MutationObserver((changes) => {
          for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
            if (node instanceof HTMLElement) spoken.push(node.textContent ?? '');
        }).observe(region, { childList: true });
      }, WIDGET);
    },
    heard: () => page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken),
  };
  return window;
}
