/** Nights of many apps whose hosts answer at once: what they cost Temporal in events, and the worker in memory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { sshKey } from '../../lab/keys';
import { run } from '../../lab/run';
import { backupPaths, readStatus } from '../../src/backup';
import { longLived } from '../../src/lib/process';
import { taskQueue } from '../../src/protocol/names';
import { startEmbedded, stopEmbedded } from '../../src/services/embedded';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { round } from '../types';
import { eventsOfNight } from './histories';

const COUNTS = [10, 100, 1000];
const HOSTS = 10;

export interface ScaleFigures {
  ratios: { eventsGrowth: number };
  figures: {
    eventsPerApp: Record<string, number>;
    nightSeconds: Record<string, number>;
    runsOfNight: Record<string, number>;
    workerMbAt1000: number;
  };
}

/** `opened`: told how to clear up before anything is there. */
export async function measureScale(
  say: (text: string) => void,
  interrupted: AbortSignal,
  opened: (close: () => Promise<void>) => void,
): Promise<ScaleFigures> {
  const root = mkdtempSync(join(tmpdir(), 'roost-bench-'));
  const tools = join(root, 'tools');
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  const env = {
    ...Object.fromEntries(ours),
    XDG_STATE_HOME: root,
    ROOST_FLEET: join(root, 'fleet.yaml'),
    PATH: `${tools}${delimiter}${process.env.PATH ?? ''}`,
  };
  let worker: ChildProcess | undefined;
  opened(async () => {
    await ended(worker);
    await stopEmbedded(env);
    rmSync(root, { recursive: true, force: true });
  });
  // Behind a host that is none there is nothing to pull.
  mkdirSync(tools);
  writeFileSync(join(tools, 'rsync'), '#!/bin/sh\n');
  chmodSync(join(tools, 'rsync'), 0o755);
  const hostKey = await sshKey(join(root, 'key'));
  await run([process.execPath, join(__dirname, '..', '..', 'scripts', 'build.js')]);
  await startEmbedded({ env, port: 0, uiPort: 0, log: say });
  const temporal = await connectClient({ env });
  try {
    const nights: Night[] = [];
    for (const count of COUNTS) {
      interrupted.throwIfAborted();
      writeFileSync(env.ROOST_FLEET, fleetText(root, hostKey, count));
      worker = spawn(
        process.execPath,
        ['--require', require.resolve('tsx/cjs'), join(__dirname, 'scale-worker.ts')],
        {
          env: { ...longLived, ...env },
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      const night = await oneNight(temporal, count, worker.pid!);
      await requireBackups(folderOf(root, count), count);
      nights.push(night);
      await ended(worker);
      say(
        `${count} apps: ${round(night.events)} events for each, ${night.seconds} s, ${night.megabytes} MB at most`,
      );
    }
    return figuresOf(nights);
  } finally {
    await temporal.close();
  }
}

const folderOf = (root: string, count: number): string => join(root, `backups-${count}`);

/** A night that has found nothing to do costs little and succeeds too. */
async function requireBackups(folder: string, count: number): Promise<void> {
  const { apps } = await readStatus(backupPaths(folder).status);
  const made = Object.values(apps).filter(({ lastSuccess }) => lastSuccess !== null).length;
  if (made !== count) throw new Error(`${made} of ${count} apps were backed up`);
}

interface Night {
  count: number;
  /** For each app, those of the night and of its own run. */
  events: number;
  runs: number;
  seconds: number;
  megabytes: number;
}

async function oneNight({ client }: Temporal, count: number, pid: number): Promise<Night> {
  const start = performance.now();
  const night = await client.workflow.start('nightlyBackup', {
    taskQueue,
    workflowId: `night-of-${count}`,
    args: [{ by: 'bench' }],
  });
  await night.result();
  const seconds = Math.round((performance.now() - start) / 1000);
  const megabytes = peakOf(pid);
  const events = await eventsOfNight(client, night.workflowId, night.firstExecutionRunId);
  return { count, events: (events.night + events.apps) / count, runs: events.runs, seconds, megabytes };
}

/** The most that a process has held of the machine's memory, in MB. */
const peakOf = (pid: number): number =>
  Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await end;
}

function fleetText(root: string, hostKey: string, count: number): string {
  const names = (name: string, many: number): string[] =>
    Array.from({ length: many }, (_, i) => `${name}${i + 1}`);
  const hosts = names('host', HOSTS);
  const app = (name: string, i: number) => {
    const { [i % HOSTS]: host } = hosts;
    return [
      name,
      {
        host,
        contract: 'compose',
        repository: '/srv/git/app.git',
        directory: `/srv/apps/${name}`,
        service: 'app',
        data: { folders: ['data'] },
      },
    ];
  };
  return stringify({
    fleet: 'bench',
    secrets: { age: { keyFile: join(root, 'age.key') }, file: join(root, 'secrets.env.sops') },
    push: { heads: 'off' },
    backup: {
      repository: { url: join(root, 'repository'), password: { secret: 'RESTIC_PASSWORD' } },
      folder: folderOf(root, count),
    },
    hosts: Object.fromEntries(
      hosts.map((host) => [host, { user: 'nobody', addresses: ['127.0.0.1:1'], hostKey }]),
    ),
    apps: Object.fromEntries(names('app', count).map(app)),
  });
}

function figuresOf(nights: Night[]): ScaleFigures {
  const by = (key: 'events' | 'seconds' | 'runs'): Record<string, number> =>
    Object.fromEntries(nights.map((night) => [night.count, round(night[key], 1)]));
  const [few, some, many] = nights as [Night, Night, Night];
  // What each further app costs: what a night costs by itself falls out.
  const further = (a: Night, b: Night): number =>
    (b.events * b.count - a.events * a.count) / (b.count - a.count);
  return {
    ratios: { eventsGrowth: round(further(some, many) / further(few, some)) },
    figures: {
      eventsPerApp: by('events'),
      nightSeconds: by('seconds'),
      runsOfNight: by('runs'),
      workerMbAt1000: many.megabytes,
    },
  };
}
