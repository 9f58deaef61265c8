/** A host with a Temporal and a crash worker of its own. Lanes work side by side. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../src/lib/files/json-file';
import { stateFiles } from '../../src/lib/files/state';
import { isAlive, type ProcessIdentity } from '../../src/lib/process';
import { down } from '../../src/services/down';
import { up } from '../../src/services/up';
import { asker, type Asker } from '../ask';
import { quick, writeFleet, type FleetEdit } from '../fleet-edit';
import { until } from '../run';
import type { Lab, LabHost } from '../types';
import { backupOf, byScript } from './backup';
import { Control } from './control';

export interface Lane {
  lab: Lab;
  host: LabHost;
  /** Where a scenario asks for two. */
  second?: LabHost;
  /** Writes the lane's fleet file, with these changes; a value that is undefined goes. */
  fleet(edit: FleetEdit): void;
  env: NodeJS.ProcessEnv;
  control: Control;
  /** Where the worker has its temporary files. */
  temporary: string;
  /** Starts what does not run: Temporal, the worker. */
  up(): Promise<void>;
  pid(of: 'server' | 'worker'): number | undefined;
  /** Returns when a process that was killed is really gone. */
  gone(of: 'server' | 'worker'): Promise<void>;
  /** The matrix was interrupted: what a cell comes to from now on says nothing. */
  closed(): boolean;
  ask: Asker['ask'];
  /** Beside what the lane itself ends; the last one that was given. */
  onClose(end: () => Promise<void>): void;
  close(): Promise<void>;
}

/** The branch that the app follows: deploys that name their commit have nothing to do with it. */
export const inboxBranch = 'crash-inbox';

const nobody: ProcessIdentity = { pid: 0, started: 'never' };
const entry = ['--require', require.resolve('tsx/cjs'), join(__dirname, 'worker', 'main.ts')];

export async function openLane(lab: Lab, [host, second]: [LabHost, LabHost?], bundle: string): Promise<Lane> {
  const state = join(lab.dir, 'crash', host.name);
  // What a matrix that was killed has left.
  await down({ env: { ...process.env, XDG_STATE_HOME: state } });
  rmSync(state, { recursive: true, force: true });
  const temporary = join(state, 'tmp');
  const fleet = join(state, 'fleet.yaml');
  mkdirSync(temporary, { recursive: true });
  // The default of a wait must not hide that there was one; a busy machine must not look like an unhealthy app.
  const edit: FleetEdit = {
    ...quick,
    'decide.wait': '30m',
    'apps.phone.health.wait': '60s',
    'apps.phone.host': host.name,
    'apps.phone.branch': inboxBranch,
    'apps.phone.backup': { from: 'data' },
    'apps.site.host': host.name,
    ...byScript,
    ...(await backupOf(lab, state)),
  };
  const writeIt = (more: FleetEdit): void => writeFleet(lab.fleetFile, fleet, { ...edit, ...more });
  writeIt({});
  const control = join(state, 'control');
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  const crash = { ROOST_CRASH: control, ROOST_CRASH_BUNDLE: bundle, ROOST_CRASH_TMP: temporary };
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(ours),
    XDG_STATE_HOME: state,
    ROOST_FLEET: fleet,
    ...crash,
  };
  const files = stateFiles(env);
  const recorded = (of: 'server' | 'worker') =>
    readJson<ProcessIdentity>(of === 'worker' ? files.workerPid : files.serverPid);
  const temporal = asker(env);
  let rising: Promise<unknown> = Promise.resolve();
  let closed = false;
  let ends = async (): Promise<void> => {};
  return {
    lab,
    host,
    second,
    fleet: writeIt,
    env,
    control: new Control(control),
    temporary,
    closed: () => closed,
    async up() {
      if (closed) throw new Error('the lane is closed');
      const running = up({ env, fleet, port: 0, uiPort: 0, entry });
      rising = running.catch(() => undefined);
      await running;
    },
    pid: (of) => recorded(of)?.pid,
    gone: (of) => until(`end of the ${of}`, async () => !isAlive(recorded(of) ?? nobody)),
    ask: temporal.ask,
    onClose: (end) => {
      ends = end;
    },
    async close() {
      // A cell may be under way; what it is just starting goes too.
      closed = true;
      await rising;
      await temporal.close();
      await down({ env });
      await ends();
    },
  };
}
