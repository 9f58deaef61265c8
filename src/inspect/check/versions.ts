/** Versions as tools print them, compared by their first numbers. */
export function atLeast(version: string, needed: string): boolean {
  const [have, want] = [numbers(version), numbers(needed)];
  for (const [i, part] of want.entries()) {
    const mine = have[i] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}

const numbers = (version: string): number[] =>
  (/\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
