/**
 * The watcher's surroundings: real files and a real receiver; only the clock, Temporal and the disk are
 * given.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit, type Audit } from '../../../src/audit';
import type { AppStatus } from '../../../src/backup';
import type { HostLooks } from '../../../src/drift';
import type { NotifyTarget } from '../../../src/fleet/file/notify/types';
import { send } from '../../../src/notify';
import type { RunEvent } from '../../../src/protocol/reports/notification';
import type { ScheduleState } from '../../../src/protocol/schedule';
import { checkAlerts } from '../../../src/workers/alerts/evaluate';
import type { WatchParts } from '../../../src/workers/alerts/types';
import { appStatus, emptyStatus } from '../../backup/sample';
import { parse, sample } from '../../fleet/file/sample';
import { httpSink, type HttpSink } from '../../notify/sinks';

export const HOUR = 3_600_000;
export const log = { warn: () => {}, info: () => {}, error: () => {} } as unknown as WatchParts['log'];

interface World {
  folder: string;
  sink: HttpSink;
  audit: Audit;
  clock: number;
  schedule: ScheduleState | null | Error;
  disk: { free: number; total: number };
  /** The fleet file switches the backup of the app off. */
  isWikiOff: boolean;
  hosts: HostLooks;
}

/** What the tests change; new before each. */
export const world = {} as World;

/** For every file of tests that uses the world. */
export function freshWorlds(): void {
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roost-alerts-'));
    Object.assign(world, {
      folder,
      sink: await httpSink(),
      audit: openAudit(join(folder, 'audit.db'), { info: () => {} }),
      clock: Date.parse('2026-11-20T08:00:00Z'),
      disk: { free: 500e9, total: 1000e9 },
      isWikiOff: false,
      hosts: {},
    });
    world.schedule = { paused: false, note: null, next: null, last: at(-5) };
    backups({ phone: appStatus(at(-5)), wiki: appStatus(at(-5)) });
  });
  afterEach(async () => {
    await world.sink.close();
    world.audit.close();
    rmSync(world.folder, { recursive: true });
  });
}

export function at(hours: number): string {
  return new Date(world.clock + hours * HOUR).toISOString();
}

export function backups(apps: Record<string, AppStatus>, repository = emptyStatus().repository): void {
  const folder = join(world.folder, 'backups');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'status.json'), JSON.stringify(emptyStatus({ apps, repository })));
}

function fleet() {
  const { folder, isWikiOff, sink } = world;
  return parse(`secrets: { file: /s }
notify:
  team: { json: { url: ${sink.url}/team } }
  quiet: { json: { url: ${sink.url}/quiet }, events: [failure, recovery] }
backup:
  repository: { url: /srv/r, password: { secret: P } }
  folder: ${join(folder, 'backups')}
  budget: 10 GB
${isWikiOff ? sample.replace('service: web', 'service: web\n    backup: { from: off }') : sample}`);
}

export const direct = async (_: string, target: string, event: RunEvent): Promise<'delivered'> => {
  await send(fleet().notify[target] as NotifyTarget, event, async () => '');
  return 'delivered';
};

/** A new watcher each time: it knows only what it has written down. */
export const parts = (changes: Partial<WatchParts> = {}): WatchParts => ({
  fleet: async () => fleet(),
  schedule: async () => {
    const { schedule } = world;
    if (schedule instanceof Error) throw schedule;
    return schedule && { ...schedule };
  },
  disk: async () => world.disk,
  hosts: () => world.hosts,
  deliver: direct,
  record: (entry) => world.audit.record(entry),
  file: join(world.folder, 'alerts.json'),
  now: () => new Date(world.clock),
  log,
  ...changes,
});

/** Checks every quarter of an hour for so long; the nights go on. */
export async function pass(hours: number, changes: Partial<WatchParts> = {}): Promise<void> {
  for (const end = world.clock + hours * HOUR; world.clock < end; world.clock += HOUR / 4) {
    const { schedule } = world;
    const now = new Date(world.clock);
    if (schedule && !(schedule instanceof Error) && !schedule.paused && now.getUTCHours() === 3)
      schedule.last = now.toISOString();
    await checkAlerts(parts(changes));
  }
}

export const heard = () =>
  world.sink.received.map(
    ({ path, body }) => `${path} ${String(body.event)} ${(body.alert as { key: string }).key}`,
  );
export const written = () =>
  world.audit.list({}).map(({ kind, what, app, result }) => [kind, what, app, result].join(' '));
