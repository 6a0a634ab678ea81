/** `target.push(...items)` fails with a call stack that is too small when a stranger's page gives a hundred thousand items. */
export function appendAll<Item>(target: Item[], items: Iterable<Item>): void {
  for (const item of items) target.push(item);
}
