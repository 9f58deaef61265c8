/** Plans the drill of one app: pure, from facts. Errors: `DiskFull`, `NotInSnapshot`. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { dataServicesOf } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import type { AppDrillConfig } from '../../fleet/file/drill/of-app';
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import { bytes } from '../../lib/units';
import type { DrillPlan } from '../../protocol/plan';
import type { AppScope } from '../../protocol/scope';
import type { DrillFacts, DrillLimits, DrillSummary } from '../../protocol/steps/drill';
import type { RestoreItem, Rows, SnapshotFacts } from '../../protocol/steps/restore';
import type { Step } from '../../protocol/steps/step';
import { planHash } from '../hash';
import { appPaths, drillProject } from '../names';
import { probeOf } from '../release/situation';
import { isDump } from '../restore/dumps';
import { needs, type RestoreRoom } from '../restore/restore';
import { beforeUntracked } from '../restore/untracked';
import type { Disk } from '../restore/world';
import { damagedAgain, requireData } from './again';
import { fetching, loading, long, short } from './bring';

/** What the planner of a drill knows of the world. */
export interface DrillWorld {
  /** As the fleet file has it: the live one. */
  app: AppConfig;
  /** Where the drill runs, and the folder of its lock there. */
  host: string;
  folder: string;
  settings: AppDrillConfig;
  snapshot: SnapshotFacts & { root: string; commit: string };
  /** Volumes by their name in the fleet file. */
  items: RestoreItem[];
  /** By name in the fleet file: that in the Compose file. */
  volumes: Record<string, string>;
  /** The snapshot is from before such files were taken. */
  lacksUntracked?: boolean;
  /** Its restore script does not run, since the drill's host serves apps: the data are taken by kind. */
  byKind?: boolean;
  /** By where the dump is in the snapshot. */
  rows?: Record<string, Rows>;
  /** Of the database when it was dumped; null: not known. */
  database: number | null;
  /** Image ids by service. */
  images: Record<string, string>;
  room: RestoreRoom;
  /** Its data are damaged and restored again. */
  corrupt?: true;
}

const MIB = 1024 * 1024;
/** More than a restore leaves free: no one waits for a drill. */
const spareOf = ({ total }: Disk): number => Math.max(256 * MIB, total / 10);

export function planDrill(world: DrillWorld, operation: string, decideWait: number): DrillPlan {
  refuseWithoutRoom(world);
  if (world.corrupt) requireData(world);
  const { app, snapshot, settings, rows } = world;
  const project = drillProject(app.name, operation);
  const items = world.items.map((item) =>
    item.kind === 'volume'
      ? { ...item, volume: `${project}_${world.volumes[item.name] ?? item.name}` }
      : item,
  );
  const { root: _root, ...facts } = snapshot;
  const { cpus, memory, env, drop } = settings;
  const limits: DrillLimits = { cpus, memory, env, drop };
  const scope: AppScope = {
    kind: 'app',
    app: app.name,
    host: world.host,
    directory: world.folder,
    source: app.source,
    project,
    compose: app.compose,
    drill: true,
  };
  const drill: DrillSummary = {
    snapshot: facts,
    items,
    rows: amountOf(rows),
    limits,
    corrupt: world.corrupt,
  };
  const plan: Omit<DrillPlan, 'hash'> = {
    format: 1,
    kind: 'drill',
    operation,
    scope,
    expects: 0,
    drill,
    warnings: [...onlyIf(world.lacksUntracked, beforeUntracked(snapshot.id)), ...byKindWarnings(world)],
    steps: stepsOf(world, items, limits, operation),
    decideWait,
    // It can be run again, and a night waits for it.
    neverAsks: true,
    limit: world.corrupt ? 2 * settings.limit : settings.limit,
  };
  return { ...plan, hash: planHash(plan) };
}

/** What whoever wonders why its restore script does not run has to know. */
export const byKindWarnings = ({
  app,
  host,
  byKind,
  corrupt,
}: Pick<DrillWorld, 'app' | 'host' | 'byKind' | 'corrupt'>): string[] =>
  onlyIf(
    byKind,
    corrupt
      ? `The restore script of ${app.name} does not run over damaged data: its data are loaded by kind.`
      : sentences(
          `The restore script of ${app.name} does not run,`,
          `since ${host} serves apps: its data are loaded by kind.`,
          'Name a host without apps under backup.drill.host,',
          `or write apps.${app.name}.backup.drill.script: true`,
          'if it changes only the folder and the Compose project that it is given.',
        ),
  );

function amountOf(all: Record<string, Rows> = {}): DrillSummary['rows'] {
  const tables = Object.values(all).flatMap((rows) => Object.values(rows));
  if (Object.keys(all).length === 0) return null;
  return { tables: tables.length, rows: tables.reduce((sum, n) => sum + n, 0) };
}

/** What it takes, and what is free for it. */
export function drillRoom({
  items,
  database,
  room,
  corrupt,
}: Pick<DrillWorld, 'items' | 'database' | 'room' | 'corrupt'>): Omit<DrillFacts, 'age'> {
  const { app, docker, control } = needs({ selection: { items, warnings: [] }, database, room });
  return {
    // The damaged data are kept beside what is restored again.
    hostNeeded: (corrupt ? 2 : 1) * (app + docker),
    hostFree: room.docker ? Math.min(room.app.free, room.docker.free) : room.app.free,
    controlNeeded: control,
    controlFree: room.control.free,
  };
}

function refuseWithoutRoom(world: DrillWorld): void {
  const { app, host, room, settings } = world;
  const { hostNeeded, controlNeeded } = drillRoom(world);
  const refuse = (where: string, need: number, free: number): never => {
    throw new RoostError(
      'DiskFull',
      sentences(
        `The drill of ${app.name} needs ${bytes(need)} on ${where},`,
        `where it may take ${bytes(Math.max(0, free))}.`,
      ),
      { app: app.name, needed: need, free },
    );
  };
  const parts: [string, number, Disk][] = [
    [host, hostNeeded, room.app],
    ['the control host', controlNeeded, room.control],
  ];
  if (room.docker) parts.push([`${host}, Docker's disk`, hostNeeded, room.docker]);
  for (const [where, need, disk] of parts) {
    const free = disk.free - spareOf(disk);
    if (need > free) refuse(where, need, free);
  }
  if (settings.disk !== undefined && hostNeeded > settings.disk) refuse(host, hostNeeded, settings.disk);
}

function stepsOf(world: DrillWorld, items: RestoreItem[], limits: DrillLimits, operation: string): Step[] {
  const { app, host, snapshot, images } = world;
  const { commit } = snapshot;
  const probe = { ...probeOf({ app }), wait: 2 * app.health.wait };
  const data = dataServicesOf(app);
  const databases = items.filter(isDump);
  const untracked = items.find((item) => item.kind === 'untracked');
  const byScript = items.filter(({ kind }) => kind === 'script');
  const files = items.filter((item) => !isDump(item) && item !== untracked && !byScript.includes(item));
  const isWide = untracked?.list.some(({ path }) => posix.isAbsolute(path));
  const steps: Step[] = [
    {
      id: 'begin',
      title: `Make room on ${host} for a drill, and remove what former ones left`,
      call: { run: 'beginDrill', args: {} },
      undo: { title: 'Remove all of the drill', call: { run: 'endDrill', args: {} }, retry: 'long' },
      ...short,
    },
    ...fetching(world, items),
    {
      id: 'stage',
      title: `Lay out ${commit.slice(0, 7)}${untracked ? ' with the files that git does not track' : ''} and make of it a project that can touch nothing`,
      call: {
        run: 'stageDrill',
        args: { commit, directory: app.directory, repositories: repositoriesOf(world), limits, untracked },
      },
      ...long,
    },
    {
      id: 'images',
      title: 'Take the images of that time, or make them again',
      call: { run: 'drillImages', args: { commit, images, live: isWide ? app.directory : undefined } },
      ...long,
    },
    ...loading(world, items, files, operation),
    {
      id: 'create',
      title: 'Make the containers, and look that none of them can touch anything',
      call: { run: 'createDrill', args: {} },
      ...long,
    },
  ];
  if (data.length > 0)
    steps.push({
      id: 'start-data',
      title: `Start ${data.join(', ')}`,
      call: { run: 'startDrillData', args: { services: data, wait: probe.wait } },
      ...long,
    });
  steps.push(...loading(world, items, databases, operation), ...loading(world, items, byScript, operation), {
    id: 'start',
    title: `Start ${app.name} and wait until it is healthy`,
    call: { run: 'startDrill', args: { probe } },
    ...long,
  });
  if (app.scripts.check !== undefined || app.contract === 'sgos')
    steps.push({
      id: 'check',
      title: `Let ${app.name} check itself`,
      call: { run: 'checkDrill', args: { service: app.service, command: app.scripts.check } },
      ...long,
    });
  if (world.corrupt) steps.push(...damagedAgain(world, items, steps, probe.wait));
  steps.push({
    id: 'end',
    title: 'Remove all of the drill',
    call: { run: 'endDrill', args: {} },
    ...long,
    commits: true,
  });
  return steps;
}

/** On the app's own host its repositories have the commit, and are only read. */
function repositoriesOf({ app, host }: DrillWorld): string[] {
  if (host !== app.host) return [];
  return [appPaths(app.directory).mirror, posix.join(app.directory, app.source, '.git')];
}
