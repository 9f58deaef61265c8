/**
 * Which old copies leave an app's host. Planner and sweep ask the same function,
 * so that what one counts as free the other removes.
 */

/** A copy that is on the host. Times: seconds, by the host's clock. */
export interface OldCopy {
  /** Absolute. */
  folder: string;
  name: string;
  /** `operation`: roost's folder of one backup; `dated`: what a script has given a date in its name. */
  kind: 'operation' | 'dated';
  modified: number;
  /** When it came here, whatever time it has from what it is a copy of. */
  changed: number;
  /** What its removal frees. */
  bytes: number;
}

export interface Sweep {
  /** ms that dated output of a script stays. */
  keep: number;
  /** The operation whose snapshot is in the repository; null: none is known. */
  proven: string | null;
}

/** A date, and the time of day behind it. */
const DATE =
  /(19|20)\d{2}[-_.]?(0[1-9]|1[0-2])[-_.]?[0-3]\d([T_.:\- ]?([01]\d|2[0-3])([_.:-]?[0-5]\d){0,2}(?!\d))?Z?/g;

/**
 * What a script makes again and again has one name but for its date: a monthly
 * full copy and daily increments are two families.
 */
const familyOf = ({ folder, name }: OldCopy): string => `${folder}/${name.replace(DATE, '#')}`;

/**
 * Of an operation's folders one stays: the proven one, else the newest. Of each
 * family of a script's output the newest stays, and what is younger than `keep`.
 * `current`: the operation that sweeps. `now`: seconds, by the host's clock.
 */
export function superfluous(
  all: OldCopy[],
  { keep, proven }: Sweep,
  now: number,
  current: string,
): OldCopy[] {
  const operations = all.filter(({ kind, name }) => kind === 'operation' && name !== current);
  const stays = operations.find(({ name }) => name === proven) ?? newestOf(operations);
  const families = new Map<string, OldCopy[]>();
  for (const one of all.filter(({ kind }) => kind === 'dated'))
    families.set(familyOf(one), [...(families.get(familyOf(one)) ?? []), one]);
  const before = now - keep / 1000;
  const outdated = [...families.values()].flatMap((family) => {
    const newest = newestOf(family);
    return family.filter((one) => one !== newest && one.modified < before && one.changed < before);
  });
  return [...operations.filter((one) => one !== stays), ...outdated];
}

const newestOf = (all: OldCopy[]): OldCopy | undefined =>
  all.reduce<OldCopy | undefined>((a, b) => (a && a.modified >= b.modified ? a : b), undefined);
