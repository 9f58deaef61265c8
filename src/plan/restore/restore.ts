/** Plans a restore of one app: pure, from facts. Errors: `DiskFull`, `SourceMissing`, `BadRequest`. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import { HOUR } from '../../lib/time';
import { bytes, span } from '../../lib/units';
import type { RestorePlan } from '../../protocol/plan';
import type { AppScope } from '../../protocol/scope';
import type { RestoreItem, RestoreRelease, RestoreSummary } from '../../protocol/steps/restore';
import type { Step } from '../../protocol/steps/step';
import { itemName } from '../about';
import { planHash } from '../hash';
import type { RollbackFacts } from '../release/facts';
import { refuseUnfit, sanitizeStep } from './across';
import { refuseWithoutWayBack, scriptIn, scriptWarnings } from './by-script';
import { codeFit, scriptStep, type CodeFit } from './code';
import { isDump } from './dumps';
import { withRelease } from './release';
import { idOf, keptRunning, othersWarnings, swapSteps } from './swap-steps';
import type { Disk, RestoreWorld } from './world';

export type { RestoreRoom, RestoreWorld } from './world';

const MIB = 1024 * 1024;
/** Left free, whatever is restored. */
export const spareOf = ({ total }: Disk): number => Math.min(Math.max(64 * MIB, total / 50), 2048 * MIB);

/** `back`: the release of the snapshot, which comes back with its data; null: the serving one stays. */
export function planRestore(
  world: RestoreWorld,
  operation: string,
  decideWait: number,
  back: RollbackFacts | null = null,
): RestorePlan {
  const { snapshot, into } = world;
  const { items } = world.selection;
  refuseUnfit(world);
  refuseWithoutWayBack(world);
  refuseRunningUnder(world);
  refuseWithoutRoom(world);
  const { root: _root, ...facts } = snapshot;
  const released = back && withRelease(world, back, operation);
  const fit = released ? { script: null, warnings: released.warnings } : codeFit(world);
  const swap =
    released?.change ??
    (into === 'live' ? sanitized(world, withScript(world, swapSteps(world, operation), fit)) : []);
  const restore: RestoreSummary = {
    snapshot: facts,
    into,
    items,
    keep: world.keep,
    release: released?.release,
  };
  const plan: Omit<RestorePlan, 'hash'> = {
    format: 1,
    kind: 'restore',
    operation,
    scope: scopeOf(world),
    expects: world.expects,
    release: released?.release.made,
    restore,
    warnings: [...world.selection.warnings, ...fit.warnings, ...warningsOf(world)],
    steps: [
      ...loadSteps(world, released?.release),
      ...(released?.prepare ?? []),
      ...withEnd(swap, endSteps(world, released?.release)),
    ],
    decideWait,
  };
  return { ...plan, hash: planHash(plan) };
}

/** What the script does to the restored data is undone with them. */
function withScript(world: RestoreWorld, steps: Step[], { script }: CodeFit): Step[] {
  if (script === null) return steps;
  const before = startOf(steps);
  const isAfter = world.app.postdeploy === 'after start' && steps[before]?.id === 'start';
  const at = isAfter ? before + 1 : before;
  return [...steps.slice(0, at), scriptStep(world, script), ...steps.slice(at)];
}

/** Where the app starts; where nothing ran, nothing is started, and the page goes off there. */
function startOf(steps: Step[]): number {
  const at = steps.findIndex(({ id }) => id === 'start' || id === 'flag-off');
  return at < 0 ? steps.length : at;
}

/** After all else that runs on the data before the start. */
function sanitized(world: RestoreWorld, steps: Step[]): Step[] {
  if (!world.from) return steps;
  const at = startOf(steps);
  return [...steps.slice(0, at), sanitizeStep(world, keptRunning(world)), ...steps.slice(at)];
}

export const scopeOf = ({
  app,
  host,
  project,
}: Pick<RestoreWorld, 'app' | 'host' | 'project'>): AppScope => ({
  kind: 'app',
  app: app.name,
  host: host.name,
  directory: app.directory,
  source: app.source,
  project,
  compose: app.compose,
});

/** A database is loaded while its server runs: its own files cannot be swapped at the same time. */
function refuseRunningUnder(world: RestoreWorld): void {
  const { app, selection, into } = world;
  const database = selection.items.find((item) => isDump(item) && !keptRunning(world).includes(item.service));
  if (into !== 'live' || !database || !isDump(database)) return;
  throw new RoostError(
    'BadRequest',
    sentences(
      `Service ${database.service} of ${app.name} keeps its files in a volume or folder that is restored too.`,
      `Restore either the ${itemName(database)} or those files (what).`,
    ),
    { app: app.name },
  );
}

/** Of an archive the size is unknown before it is unpacked: most do not shrink to a fourth. */
const unpacked = (item: RestoreItem): number =>
  item.kind === 'folder' && item.archive ? 4 * item.bytes : item.bytes;

/** Bytes that are needed where. */
/** A database is larger than a packed dump of it; what is written ahead of it comes on top. */
export const loadedBytes = (database: number): number => 1.15 * database + 64 * MIB;

export function needs({
  selection: { items },
  database,
  room,
  keptBytes = 0,
}: Pick<RestoreWorld, 'selection' | 'database' | 'room' | 'keptBytes'>): {
  app: number;
  docker: number;
  control: number;
} {
  const sum = (some: RestoreItem[]): number => some.reduce((all, item) => all + unpacked(item), 0);
  const inDocker =
    (items.some(isDump) ? loadedBytes(Math.max(database ?? 0, sum(items.filter(isDump)))) : 0) +
    sum(items.filter(({ kind }) => kind === 'volume'));
  return {
    // A volume's files are sent into it.
    app:
      sum(items.filter((item) => item.kind !== 'volume' || !item.tree)) +
      // Nothing more is known of what its script puts into databases and volumes.
      (scriptIn(items) ? keptBytes : 0) +
      (room.docker ? 0 : inDocker),
    docker: room.docker ? inDocker : 0,
    control: sum(items),
  };
}

function refuseWithoutRoom(world: RestoreWorld): void {
  const { app, host, room } = world;
  const needed = needs(world);
  const check = (where: string, need: number, disk: Disk): void => {
    const whole = need + spareOf(disk);
    if (disk.free >= whole) return;
    throw new RoostError(
      'DiskFull',
      `The restore of ${app.name} needs ${bytes(whole)} on ${where}, where ${bytes(disk.free)} are free.`,
      { app: app.name, needed: whole, free: disk.free },
    );
  };
  check(host.name, needed.app, room.app);
  if (room.docker) check(`${host.name}, Docker's disk`, needed.docker, room.docker);
  check('the control host', needed.control, room.control);
}

function warningsOf(world: RestoreWorld): string[] {
  const { app, into, personFlag, selection, rows } = world;
  const warnings = into === 'live' ? othersWarnings(world) : [];
  warnings.push(...scriptWarnings(app, world));
  if (into === 'live' && personFlag)
    warnings.push(
      `The maintenance flag ${personFlag} was set by a person: it stays on, and the URL is not asked.`,
    );
  if (selection.items.some((item) => isDump(item) && !rows?.[item.from]))
    warnings.push(
      'The snapshot has no list of rows: after loading, the rows are compared with the dump itself.',
    );
  if (into === 'live' && selection.items.some(({ kind }) => kind === 'config' || kind === 'untracked'))
    warnings.push(
      sentences(
        `${selection.items.some(({ kind }) => kind === 'config') ? 'The configuration' : 'What git does not track'} of ${app.name} is put back as files;`,
        'containers are not made anew by it.',
      ),
    );
  return warnings;
}

/** While the app serves. */
function loadSteps(world: RestoreWorld, release?: RestoreRelease): Step[] {
  const {
    host,
    snapshot,
    selection: { items },
    into,
    rows,
  } = world;
  const long = { retry: 'long', limit: (12 * HOUR) / 1000, onFailure: 'undo' } as const;
  const total = items.reduce((sum, item) => sum + item.bytes, 0);
  return [
    {
      id: 'fetch',
      title: world.pulled
        ? `Take the ${bytes(total)} that were pulled from ${snapshot.host}`
        : `Restore ${bytes(total)} of snapshot ${snapshot.id.slice(0, 8)} to the control host, and verify them`,
      call: {
        run: 'fetchData',
        args: { snapshot: snapshot.id, root: snapshot.root, items, pulled: world.pulled },
      },
      undo: {
        title: 'Remove what was fetched and loaded',
        call: { run: 'dropLoaded', args: { items, into } },
        needs: into === 'live' ? items.map((item, i) => idOf('swap', item, items, i)) : [],
      },
      ...long,
    },
    // With what was loaded goes the record, too.
    {
      id: 'begin',
      title: `Record on ${host.name} what is restored`,
      call: {
        run: 'recordRestore',
        args: { begun: true, ...recordOf(world, release), unsanitized: world.from?.name },
      },
      retry: 'short',
      onFailure: 'undo',
    },
    {
      id: 'send',
      title: `Send them to ${host.name}`,
      call: { run: 'sendData', args: { items, into, ahead: world.pulled && snapshot.id } },
      ...long,
    },
    ...items.map((item, i): Step => ({
      id: idOf('load', item, items, i),
      title:
        item.kind === 'script'
          ? `Look on ${host.name} that all its backup script wrote is there`
          : `Load ${itemName(item)} beside what is live, and check it`,
      call: {
        run: 'loadData',
        args: { item, into, rows: rows?.[item.from] },
      },
      ...long,
    })),
  ];
}

const recordOf = (
  { snapshot, into, keep, commit, selection: { items } }: RestoreWorld,
  release?: RestoreRelease,
) => ({
  snapshot: snapshot.id,
  takenAt: snapshot.time,
  into,
  items,
  keep,
  commit: commit ?? undefined,
  release,
});

/** The record is written before a release is committed: after that nothing is undone. */
function withEnd(swap: Step[], [record, ...more]: Step[]): Step[] {
  const commit = swap.findIndex(({ commits }) => commits);
  if (commit < 0) return [...swap, record!, ...more];
  return [...swap.slice(0, commit), { ...record!, commits: undefined }, ...swap.slice(commit), ...more];
}

function endSteps(world: RestoreWorld, release?: RestoreRelease): Step[] {
  const { into, keep } = world;
  const time = span(keep / 1000);
  return [
    {
      id: 'record',
      title:
        into === 'live'
          ? `Record the restore; the former data are kept for ${time}`
          : `Record the copies, which are kept for ${time}`,
      call: { run: 'recordRestore', args: recordOf(world, release) },
      retry: 'short',
      onFailure: 'undo',
      commits: true,
    },
    {
      id: 'tidy',
      title: 'Remove what is needed no more',
      call: { run: 'tidyRestores', args: { into } },
      retry: 'short',
      onFailure: 'warn',
    },
  ];
}
