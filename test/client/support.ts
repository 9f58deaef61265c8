/** A client without a world: everything it would ask is a fake, everything it says is kept. */
import { runCli } from '../../src/client/cli';
import type { Context } from '../../src/client/command/context';
import { RoostError } from '../../src/errors';
import { type Fleet, parseFleet } from '../../src/fleet/file';
import type { Guard, Host } from '../../src/host/types';
import type { ReleasePlan } from '../../src/protocol/plan';
import type { Decision, Progress, StepProgress } from '../../src/protocol/run';
import type {
  RunFilter,
  RunRef,
  RunSummary,
  Runs,
  RunView,
  StartRequest,
} from '../../src/temporal/runs/types';

export const NOW = new Date('2026-03-04T02:10:00Z');

export const fleetText = `
fleet: sgos
hosts:
  hornbill:
    user: deploy
    addresses: [192.0.2.10]
    hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEo9sQXVhZVbM5q9TkE1k3yQ0eFq2y0u8l7mFJ2nXv5c
    role: apps
apps:
  phone:
    host: hornbill
    contract: sgos
    repository: git@git.example:sgos/phone.git
`;

export const fleet = (): Fleet => parseFleet(fleetText, { file: 'fleet.yaml', home: '/home/op' });

export const plan: ReleasePlan = {
  format: 1,
  kind: 'deploy',
  operation: '0a1b2c3d',
  hash: '3f2a9c0d1e2f3a4b',
  scope: {
    kind: 'app',
    app: 'phone',
    host: 'hornbill',
    directory: '/srv/apps/sgos-phone',
    source: 'src',
    project: 'sgos-phone',
    compose: ['docker-compose.yml'],
  },
  expects: 3,
  release: 4,
  from: { release: 3, commit: 'b4c5d6e'.padEnd(40, '0'), version: '1.4.0' },
  to: { commit: 'a1b2c3d'.padEnd(40, '0'), version: '1.5.0', subject: 'Add voicemail' },
  strategy: 'recreate',
  because: ['service app publishes port 3000', 'other services changed too: redis'],
  migration: 'safe',
  commits: [
    { commit: 'a1b2c3d'.padEnd(40, '0'), subject: 'Add voicemail', migration: 'safe' },
    { commit: 'c2c2c2c'.padEnd(40, '0'), subject: 'Mend a typo', migration: 'none' },
  ],
  commitCount: 3,
  warnings: ['the image has no init: stopping takes 10 s'],
  steps: [
    {
      id: 'build',
      title: 'Build or pull the images of a1b2c3d',
      call: {
        run: 'buildImages',
        args: { release: 4, strategy: 'recreate', slot: null, service: 'app', dataServices: [] } as never,
      },
      retry: 'long',
      onFailure: 'undo',
    },
    {
      id: 'flag-on',
      title: 'Maintenance flag on',
      call: { run: 'setMaintenance', args: { on: true } },
      undo: { title: 'Maintenance flag off', call: { run: 'setMaintenance', args: { on: false } } },
      retry: 'short',
      onFailure: 'undo',
    },
    {
      id: 'postdeploy',
      title: 'Run postdeploy in release 4: npm run migrate',
      call: {
        run: 'runScript',
        args: {
          name: 'postdeploy',
          command: 'npm run migrate',
          on: 'container',
          release: 4,
          service: 'app',
          dataServices: [],
        },
      },
      retry: 'long',
      onFailure: 'undo',
      once: true,
      ask: { default: 'undo', prompt: 'retry runs the script again; undo goes back.' },
    },
    {
      id: 'commit',
      title: 'Record release 4 as the current one',
      call: { run: 'commitRelease', args: { release: 4 } },
      retry: 'short',
      onFailure: 'undo',
      commits: true,
    },
    {
      id: 'discard',
      title: 'Remove release 1 (3 are kept)',
      call: { run: 'discardReleases', args: { releases: [1] } },
      retry: 'short',
      onFailure: 'warn',
    },
  ],
  decideWait: 1_800_000,
};

export function steps(...states: Partial<StepProgress>[]): StepProgress[] {
  return plan.steps.map(({ id, title }, i) => ({ id, title, state: 'pending', ...states[i] }));
}

export function progress(more: Partial<Progress> = {}): Progress {
  return {
    phase: 'running',
    plan,
    steps: steps({ state: 'done', seconds: 12.3 }, { state: 'running' }),
    waiting: null,
    failure: null,
    ...more,
  };
}

export function view(more: Partial<RunView> = {}): RunView {
  return {
    workflowId: 'deploy-phone-0a1b2c3d',
    runId: '01-run',
    url: 'http://ui.example/deploy-phone-0a1b2c3d',
    workflow: 'deploy',
    app: 'phone',
    host: 'hornbill',
    status: 'running',
    startedAt: '2026-03-04T02:08:00.000Z',
    closedAt: null,
    outcome: null,
    waiting: null,
    progress: progress(),
    silent: null,
    attempts: [],
    result: null,
    failure: null,
    ...more,
  };
}

/** `Runs` that plays views in order; the last one stays. */
export class FakeRuns implements Runs {
  readonly started: StartRequest[] = [];
  readonly called: StartRequest[] = [];
  readonly cancelled: string[] = [];
  readonly decided: [run: string, decision: Decision][] = [];
  readonly filters: RunFilter[] = [];
  closed = false;
  worker = true;
  answers: Record<string, unknown> = {};
  summaries: RunSummary[] = [];

  constructor(private readonly views: (RunView | Error)[] = []) {}

  async requireWorker(): Promise<void> {
    if (!this.worker) throw new RoostError('WorkerMissing', 'no worker');
  }

  async start(request: StartRequest): Promise<RunRef> {
    this.started.push(request);
    return { workflowId: request.id, runId: '01-run', url: `http://ui.example/${request.id}` };
  }

  async call<T>(request: StartRequest): Promise<T> {
    this.called.push(request);
    const answer = this.answers[request.workflow];
    if (answer instanceof Error) throw answer;
    return answer as T;
  }

  async describe(): Promise<RunView> {
    const next = this.views.length > 1 ? this.views.shift() : this.views[0];
    if (!next) throw Object.assign(new Error('not found'), { name: 'WorkflowNotFoundError' });
    if (next instanceof Error) throw next;
    return next;
  }

  ended(): Promise<void> {
    return new Promise(() => {});
  }

  async list(filter: RunFilter): Promise<RunSummary[]> {
    this.filters.push(filter);
    return this.summaries;
  }

  async cancel(run: string): Promise<void> {
    this.cancelled.push(run);
  }

  async decide(run: string, decision: Decision): Promise<void> {
    this.decided.push([run, decision]);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** The one JSON document of a command, as deep as tests reach. */
export interface Document {
  error: { code: string; message: string };
  hosts: { apps: unknown[] }[];
  rows: Record<string, string>[];
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  json: () => Document;
}

export interface FakeWorld {
  runs?: Runs | Error;
  hosts?: Record<string, Host>;
  fleet?: () => Fleet;
  guard?: Partial<Guard>;
  confirm?: boolean;
  interruption?: AbortSignal;
  tty?: boolean;
  env?: NodeJS.ProcessEnv;
  fleetFile?: string;
}

/** Runs one command line against the fakes. */
export async function roost(line: string | string[], fakes: FakeWorld = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(typeof line === 'string' ? line.split(' ') : line, {
    stdout: { write: (text) => out.push(text), isTTY: fakes.tty ?? false, columns: 100, rows: 40 },
    stderr: { write: (text) => err.push(text), isTTY: fakes.tty ?? false, columns: 100, rows: 40 },
    env: { LANG: 'C.UTF-8', NO_COLOR: '1', ...fakes.env },
    contextOf: (screen): Context => ({
      screen,
      env: fakes.env ?? {},
      by: 'op@laptop',
      now: () => NOW,
      fleet: async () => (fakes.fleet ?? fleet)(),
      fleetFile: fakes.fleetFile ?? 'fleet.yaml',
      async guard() {
        if (!fakes.guard) throw new Error('no guard was expected to be asked');
        return fakes.guard as Guard;
      },
      async runs() {
        if (!fakes.runs || fakes.runs instanceof Error)
          throw (
            fakes.runs ?? new RoostError('TemporalUnreachable', 'Temporal does not answer at 127.0.0.1:7233')
          );
        return fakes.runs;
      },
      async host({ name }) {
        const host = fakes.hosts?.[name];
        if (!host) throw new RoostError('HostUnreachable', `${name} does not answer`, { host: name });
        return host;
      },
      schedules: async () => {
        throw new Error('this test has no schedules');
      },
      confirm: async () => fakes.confirm ?? false,
      interruption: () => fakes.interruption ?? new AbortController().signal,
      close: async () => {},
    }),
  });
  const stdout = out.join('');
  return { code, stdout, stderr: err.join(''), json: () => JSON.parse(stdout) as Document };
}
