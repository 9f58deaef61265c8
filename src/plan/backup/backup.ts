/** Plans a backup of one app: pure, from facts. Errors: `DiskFull`, `SourceMissing`, `ContractInvalid`. */
import { RoostError } from '../../errors';
import { COMPOSE_NAMES } from '../../fleet/contract';
import type { AppConfig } from '../../fleet/file/app/types';
import type { BackupConfig } from '../../fleet/file/backup/types';
import type { HostConfig } from '../../fleet/file/host/types';
import { isBelow, isInside, tidy } from '../../fleet/file/values/paths';
import { DAY } from '../../lib/time';
import { bytes } from '../../lib/units';
import type { BackupStepArgs } from '../../protocol/backup-steps';
import type { CopySource } from '../../protocol/data';
import type { BackupPlan } from '../../protocol/plan';
import type { AppScope } from '../../protocol/scope';
import type { Step } from '../../protocol/step';
import { sourceName } from '../about';
import { planHash } from '../hash';
import { notNamedText, type NotNamed } from './not-named';

/** What the planner of a backup knows of the world. */
export interface BackupFacts {
  app: AppConfig;
  host: HostConfig;
  config: BackupConfig;
  /** Compose project of what serves. */
  project: string;
  /** The app's folder is there. */
  installed: boolean;
  /** Number of the serving release; 0: roost has never deployed it. */
  expects: number;
  commit: string | null;
  version: string | null;
  /** The serving release's backup script, and where it writes (relative to the app's folder). */
  script: { command: string; output: string } | null;
  /** Ids of the app's running containers. */
  running: string[];
  /** Those that a former backup's script has stopped and nobody has started since. */
  left: { id: string; name: string }[];
  room: Room;
  /** It has been backed up before. */
  known: boolean;
  /** It is one of a night's apps. */
  inNight?: boolean;
  /** Of what serves: image by service. */
  images?: Record<string, { id: string; ref?: string }>;
  /** Docker's names of volumes, by their keys in the Compose file; of what the resolved model does not name, none. */
  volumes?: Record<string, string>;
  /** What the app keeps that nothing under `data` names. */
  notNamed?: NotNamed[];
  gatheredAt: string;
}

/** Bytes; null: not known. */
export interface Room {
  hostFree: number;
  hostTotal: number;
  /** What the sweep, which comes before the copies, will free on the host. */
  sweepable: number;
  stagingFree: number;
  stagingTotal: number;
  /** What the copies will take on the host, as far as it can be said; of volumes, what they took the last time. */
  copies: number;
  database: number | null;
  /** What the app's own backup wrote the last time; 0: not known. */
  written: number;
  /** What is pulled besides the copies. */
  folders: number;
  /** What lies in the app's staging already. */
  staged: number;
  /** What the app's last backup held, and what other apps' stagings are expected to grow by. */
  last?: number;
  others?: number;
}

/** How long the dated output of a script stays on the app's host. */
export const KEEP_COPIES = 7 * DAY;
/** Left free, whatever is copied: bytes of a disk of `total`. */
const spareOf = (total: number): number => Math.min(Math.max(64 * MIB, total / 20), 10 * 1024 * MIB);
const MIB = 1024 * 1024;

export function planBackup(facts: BackupFacts, operation: string, decideWait: number): BackupPlan {
  const { app, host, config, commit, version } = facts;
  const off = app.backup.from === 'off';
  const sources = facts.installed && !off ? sourcesOf(facts) : [];
  if (!facts.installed && facts.known && !off)
    throw new RoostError(
      'SourceMissing',
      `${app.directory} is gone from ${host.name}, and ${app.name} has been backed up before.`,
      { app: app.name },
    );
  if (sources.length > 0) refuseWithoutRoom(facts, sources);
  const scope: AppScope = {
    kind: 'app',
    app: app.name,
    host: host.name,
    directory: app.directory,
    source: app.source,
    project: facts.project,
    compose: app.compose,
  };
  const plan: Omit<BackupPlan, 'hash'> = {
    format: 1,
    kind: 'backup',
    operation,
    scope,
    expects: facts.expects,
    backup: { sources, commit, version },
    warnings: sources.length > 0 ? [...stoppedBefore(facts), ...unnamed(facts)] : [emptyBecause(facts)],
    steps: sources.length > 0 ? stepsFor(facts, sources) : [],
    decideWait,
    neverAsks: true,
    limit: app.backup.limit ?? config.limit,
  };
  if (sources.length === 0) return { ...plan, hash: planHash(plan) };
  // Room changes by itself, so it is no part of the plan's identity.
  const room = { needed: neededHere(facts.room, sources), staged: facts.room.staged };
  return { ...plan, steps: stepsFor(facts, sources, room), hash: planHash(plan) };
}

function sourcesOf({ app, host, script, volumes }: BackupFacts): CopySource[] {
  const from = app.backup.from ?? (script ? 'script' : 'data');
  if (from === 'script' && !script) {
    throw new RoostError(
      'SourceMissing',
      `apps.${app.name}.backup.from is script, but the serving release has no scripts.backup.`,
      { app: app.name },
    );
  }
  return [...(from === 'script' ? [scriptOf(app, script!)] : dataOf(app, volumes)), configOf(app, host)];
}

/** Whose output is swept: the script, where a backup of the app runs it. */
export const scriptsOf = (app: AppConfig, script: BackupFacts['script']): CopySource[] =>
  script && (app.backup.from ?? 'script') === 'script' && isBelow(script.output)
    ? [scriptOf(app, script)]
    : [];

/** A script that wrote beside everything else of the app would have decrypted secrets pulled with what it writes. */
function scriptOf(app: AppConfig, { command, output }: NonNullable<BackupFacts['script']>): CopySource {
  if (isBelow(output)) return { kind: 'script', command, output: tidy(output) };
  throw new RoostError(
    'ContractInvalid',
    `The backup script of ${app.name} writes to ${output || '.'}, which is no folder below ${app.directory}.`,
    {
      app: app.name,
    },
  );
}

/** What a backup copies where the app has no script for it. */
export const dataOf = ({ data }: AppConfig, volumes: BackupFacts['volumes'] = {}): CopySource[] => [
  ...(data.postgres ? [{ kind: 'postgres' as const, ...data.postgres }] : []),
  ...data.sqlite.map((path) => ({ kind: 'sqlite' as const, path })),
  ...data.volumes.map((name) => ({
    kind: 'volume' as const,
    name,
    docker: Object.hasOwn(volumes, name) ? volumes[name] : undefined,
  })),
  ...data.folders.map((path) => ({ kind: 'folder' as const, path })),
];

/** What it takes beside the data to have the app again; secrets only as they are in the repository: encrypted. */
export function configOf(app: AppConfig, { proxy }: HostConfig): CopySource {
  const inSource = (path: string): string => (app.source === '.' ? path : `${app.source}/${path}`);
  const files = [
    ...(app.compose.length > 0
      ? app.compose.filter(isInside)
      : [...COMPOSE_NAMES.main, ...COMPOSE_NAMES.override]),
    'docker-compose.roost.yml',
    ...(app.contract === 'sgos' ? ['app.json'] : []),
    ...app.secrets.map(({ source }) => source),
  ];
  return { kind: 'config', files: files.map(inSource), proxy: proxy?.config ?? null };
}

function emptyBecause({ app, host }: BackupFacts): string {
  if (app.backup.from === 'off') return `apps.${app.name}.backup.from is off: nothing is backed up.`;
  return `Nothing of ${app.name} lies on ${host.name} yet: there is nothing to back up.`;
}

const unnamed = ({ notNamed = [] }: BackupFacts): string[] => notNamed.map(notNamedText);

function stoppedBefore({ left }: BackupFacts): string[] {
  if (left.length === 0) return [];
  return [
    `The script of a former backup has left ${left.map(({ name }) => name).join(', ')} stopped: started again before anything is copied.`,
  ];
}

function refuseWithoutRoom({ app, host, room }: BackupFacts, sources: CopySource[]): void {
  const short = (where: string, needed: number, free: number): RoostError =>
    new RoostError(
      'DiskFull',
      `The backup of ${app.name} needs ${bytes(needed)} on ${where}, where ${bytes(free)} are free.`,
      { app: app.name, needed, free },
    );
  const byScript = sources.some(({ kind }) => kind === 'script');
  const made = byScript ? room.written : room.copies;
  const onHost = made + spareOf(room.hostTotal);
  const hostFree = room.hostFree + room.sweepable;
  if (hostFree < onHost) throw short(host.name, onHost, hostFree);
  const needed = neededHere(room, sources);
  // More than an app grows by in a night must leave the others what they grow by.
  const others = needed > (room.last ?? 0) * GROWTH ? (room.others ?? 0) : 0;
  const here = needed + others + spareOf(room.stagingTotal);
  if (room.stagingFree < here) throw short('the control host', here, room.stagingFree);
}

/** What an app's staging is expected to grow by in a night, as a part of what it holds. */
export const GROWTH = 0.05;

/** Pulled beside what is there, file by file; a script's former files stay until the last of its new ones is here. */
function neededHere(room: Room, sources: CopySource[]): number {
  return sources.some(({ kind }) => kind === 'script')
    ? room.written
    : Math.max(0, room.copies + room.folders - room.staged);
}

function stepsFor(
  facts: BackupFacts,
  sources: CopySource[],
  room?: BackupStepArgs['pullCopies']['room'],
): Step[] {
  const { app, host, config, running: runs, left, commit, version, inNight } = facts;
  const limit = Math.ceil((app.backup.limit ?? config.limit) / 1000);
  const long = { retry: 'long', limit, onFailure: 'undo' } as const;
  const stopped = left.map(({ id }) => id);
  const running = [...runs, ...stopped];
  // The configuration is copied in a moment: beside the first of the data, if there are any.
  const data = sources.filter(({ kind }) => kind !== 'config');
  const beside = sources.find((source) => source.kind === 'config');
  const copied = data.length > 0 ? data : sources;
  const [first, ...others] = copied.map((source, i): Step => ({
    id: `copy-${source.kind}${copied.filter((one, j) => j < i && one.kind === source.kind).length || ''}`,
    title:
      i === 0 && data.length > 0 ? `Copy the configuration; ${lowered(titleOf(source))}` : titleOf(source),
    call: {
      run: 'takeCopy',
      args: {
        source,
        ...(i === 0 && data.length > 0 && beside && { beside }),
        ...(source.kind === 'script' && { running }),
        ...(i === 0 && stopped.length > 0 && { left: stopped }),
        ...(i === 0 && {
          sweep: { sources: data.filter(({ kind }) => kind === 'script'), keep: KEEP_COPIES },
        }),
      },
    },
    ...long,
  }));
  const undo = {
    title: 'Remove what was copied, and start what a script stopped',
    call: { run: 'dropCopies' as const, args: { running } },
  };
  // What is pulled from where it lies must not be changed by a deploy meanwhile; a copy is of its moment.
  const fromPlace = sources.some(({ kind }) => kind === 'folder' || kind === 'script');
  const pull: Step = {
    id: 'pull',
    title: `Pull the copies from ${host.name}`,
    call: {
      run: 'pullCopies',
      args: {
        sources,
        room,
        release: { number: facts.expects, commit, version, images: facts.images },
        notBackedUp: facts.notNamed?.map(({ what }) => what),
      },
    },
    ...long,
  };
  const notBackedUp = facts.notNamed?.map(({ what }) => what);
  return [
    { ...first!, undo },
    ...others,
    fromPlace ? pull : { ...pull, unlocked: true },
    {
      id: 'snapshot',
      title: `Put the copies of ${app.name} into the repository`,
      call: { run: 'snapshotCopies', args: { host: host.name } },
      ...long,
      unlocked: true,
    },
    {
      id: 'record',
      title: 'Record the backup, and compare it with the one before',
      call: {
        run: 'recordBackup',
        args: {
          sources,
          release: { commit, version },
          notBackedUp,
          ...(inNight && { listed: 'later' as const }),
        },
      },
      retry: 'short',
      onFailure: 'undo',
      commits: true,
      unlocked: true,
    },
  ];
}

const lowered = (title: string): string => `${title.charAt(0).toLowerCase()}${title.slice(1)}`;

function titleOf(source: CopySource): string {
  if (source.kind === 'script') return `Run the app's own backup: ${source.command}`;
  if (source.kind === 'folder') return `See that the folder ${source.path} can be read`;
  return `Copy the ${sourceName(source)}, and read the copy back`;
}
