/** The context of a real command line: files, SSH, Temporal, the terminal. */
import { createInterface } from 'node:readline/promises';
import { toHostTarget, type Fleet } from '../fleet/file';
import { loadFleet } from '../fleet/load';
import type { SshHosts } from '../host/types';
import type { Temporal } from '../temporal/connect';
import type { Runs } from '../temporal/runs/types';
import type { Schedules } from '../temporal/schedules-client';
import { whoAsks, type Context } from './command/context';
import type { GlobalOptions } from './command/options';
import type { Screen } from './output/screen';
import { printable } from './output/text';

export function realContext(screen: Screen, options: GlobalOptions, env: NodeJS.ProcessEnv): Context {
  const fleet = once<Fleet>(async () => loadFleet(options.fleet, env));
  const temporal = once<Temporal>(() => connect(env));
  const runs = once<Runs>(async () => {
    const [it, { temporalRuns }] = await Promise.all([temporal.get(), import('../temporal/runs/client')]);
    return temporalRuns(it);
  });
  const schedules = once<Schedules>(async () => {
    const [it, { temporalSchedules }] = await Promise.all([
      temporal.get(),
      import('../temporal/schedules-client'),
    ]);
    return temporalSchedules(it);
  });
  const ssh = once<SshHosts>(openSsh);
  return {
    screen,
    env,
    by: whoAsks(env),
    now: () => new Date(),
    fleet: fleet.get,
    fleetFile: options.fleet ?? env.ROOST_FLEET ?? 'fleet.yaml',
    runs: runs.get,
    schedules: schedules.get,
    host: async (config) => (await ssh.get()).host(toHostTarget(config)),
    async guard(host, directory) {
      const { createGuard } = await import('../host/guard');
      return createGuard(host, directory);
    },
    confirm: (question) => confirm(question, screen),
    interruption() {
      const controller = new AbortController();
      process.once('SIGINT', () => controller.abort());
      return controller.signal;
    },
    async close() {
      await Promise.all([
        temporal
          .made()
          ?.then((it) => it.close())
          .catch(() => {}),
        ssh.made()?.then((it) => it.close()),
      ]);
    },
  };
}

/** Temporal's client and the SSH library load only for the verbs that need them. */
async function connect(env: NodeJS.ProcessEnv): Promise<Temporal> {
  const { connectClient } = await import('../temporal/connect');
  return connectClient({ env });
}

async function openSsh(): Promise<SshHosts> {
  const { createSshHosts } = await import('../host/ssh');
  return createSshHosts();
}

function once<T>(make: () => Promise<T>): { get: () => Promise<T>; made: () => Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  return { get: () => (made ??= make()), made: () => made };
}

async function confirm(question: string, screen: Screen): Promise<boolean> {
  if (!screen.interactive || !process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${printable(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
