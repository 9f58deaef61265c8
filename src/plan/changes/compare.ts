/** What differs between two containers, by name. */
import type { ChangedPart, Difference } from '../../protocol/changes';
import type { Mount, Settings } from './settings';

/** Labels of Compose, Docker and roost itself. */
const ownLabel = /^(?:com\.docker\.|desktop\.docker\.|roost\.)/;
/** Docker's client adds those of its own settings to containers. */
const proxyVariable = /^(?:https?|ftp|no|all)_proxy$/i;

/** `volumesFrom`: it has mounts of another container too. */
export function differencesOf(runs: Settings, wanted: Settings, volumesFrom: boolean): Difference[] {
  const found: Difference[] = [];
  const add = (part: ChangedPart, lists: Omit<Difference, 'part'> | null): void => {
    if (lists && Object.keys(lists).length > 0) found.push({ part, ...lists });
  };
  const single = (part: ChangedPart, one: unknown, other: unknown): void => {
    if (JSON.stringify(one) !== JSON.stringify(other)) found.push({ part });
  };
  single('command', runs.command, wanted.command);
  single('entrypoint', runs.entrypoint, wanted.entrypoint);
  single('health check', checked(runs.check), checked(wanted.check));
  single('user', runs.user, wanted.user);
  single('working folder', tidy(runs.workingDir), tidy(wanted.workingDir));
  single('privileged', runs.privileged, wanted.privileged);
  if (runs.restart !== '' && wanted.restart !== '' && runs.restart !== wanted.restart)
    found.push({ part: 'restart', removed: [runs.restart], added: [wanted.restart] });
  add(
    'environment',
    names(runs.environment, wanted.environment, (key) => !proxyVariable.test(key)),
  );
  add(
    'labels',
    names(runs.labels, wanted.labels, (key) => !ownLabel.test(key)),
  );
  add('mounts', mounts(runs.mounts, wanted.mounts, volumesFrom));
  add('ports', sets(runs.ports, wanted.ports));
  add('networks', sets(runs.networks, wanted.networks));
  add('limits', sets(lines(runs.limits), lines(wanted.limits)));
  return found;
}

const checked = (test: string[]): string[] => (test[0] === 'NONE' ? [] : test);
const tidy = (folder: string): string => folder.replace(/\/+$/, '');

function names(
  runs: Map<string, string>,
  wanted: Map<string, string>,
  counts: (key: string) => boolean,
): Omit<Difference, 'part'> {
  const keys = (all: Map<string, string>): string[] => [...all.keys()].filter(counts).sort();
  return listed({
    added: keys(wanted).filter((key) => !runs.has(key)),
    removed: keys(runs).filter((key) => !wanted.has(key)),
    changed: keys(wanted).filter((key) => runs.has(key) && runs.get(key) !== wanted.get(key)),
  });
}

function mounts(
  runs: Map<string, Mount>,
  wanted: Map<string, Mount>,
  keepsOthers: boolean,
): Omit<Difference, 'part'> {
  const texts = (all: Map<string, Mount>): Set<string> =>
    new Set([...all].map(([target, mount]) => mountText(target, mount)));
  const { removed = [], ...rest } = sets(texts(runs), texts(wanted));
  const staying = (line: string): boolean =>
    keepsOthers && [...wanted.keys()].every((target) => !line.includes(`:${target}`));
  return listed({ ...rest, removed: removed.filter((line) => !staying(line)) });
}

function mountText(target: string, { type, source, readOnly }: Mount): string {
  const from = source || (type === 'volume' ? 'a volume without a name' : type);
  return `${from}:${target}${readOnly ? ':ro' : ''}`;
}

const lines = (all: Map<string, string>): Set<string> =>
  new Set([...all].map(([key, value]) => `${key} ${value}`));

const sets = (runs: Set<string>, wanted: Set<string>): Omit<Difference, 'part'> =>
  listed({
    added: [...wanted].filter((one) => !runs.has(one)).sort(),
    removed: [...runs].filter((one) => !wanted.has(one)).sort(),
  });

const listed = (all: Record<string, string[]>): Omit<Difference, 'part'> =>
  Object.fromEntries(Object.entries(all).filter(([, one]) => one.length > 0));
