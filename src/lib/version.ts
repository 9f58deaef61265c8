/** Whether a version, as a tool prints it, is at least the needed one. Compares the first numbers. */
export function atLeast(version: string, needed: string): boolean {
  const [actual, wanted] = [numbersOf(version), numbersOf(needed)];
  for (const [i, part] of wanted.entries()) {
    const own = actual[i] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

const numbersOf = (version: string): number[] =>
  (/\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
