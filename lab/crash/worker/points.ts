/** The points of a run, seen from inside its worker; at the ordered one it dies, or waits until the fault has struck. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { beat } from '../../../src/activities/tries';
import type { ExecResult, Host, StreamOptions } from '../../../src/host/types';
import type { Restic } from '../../../src/restic';
import type { Control } from '../control';
import { activityName } from '../names';
import { cutsConnections, killsItself, type Kind, type Strike } from '../types';

/** Words of an argv that guard.sh runs: `sh SCRIPT VERB ROOT NONCE WAIT TOKEN RUN OPERATION EXPECT DIRECTION -- sh -c SCRIPT NAME`. */
const changing = ['acquire', 'takeover', 'release', 'commit', 'change'];
const nameAt = 15;
/** Seconds that a command runs in which the connection is cut; it ends by itself before the world is compared. */
const longerThanCut = 12;

/** A changing command of the step itself: the mark that it has begun is bookkeeping. */
export const isEffect = (argv: readonly string[]): boolean =>
  /\/guard-[0-9a-f]+\.sh$/.test(argv[1] ?? '') &&
  changing.includes(argv[2] ?? '') &&
  argv[nameAt] !== 'mark-begun';

export class Points {
  private readonly effected = new WeakSet<Context>();
  private readonly names = new WeakMap<Context, string>();
  /** The host that an activity has spoken to last. */
  private readonly lastHosts = new WeakMap<Context, string>();
  private readonly hosts = new WeakMap<Host, Host>();
  /** Activities do not begin while a strike between workflow tasks is due. */
  private gate: Promise<void> = Promise.resolve();

  /** `reported`: resolves when the workflow task under way is in the history. */
  constructor(
    private readonly control: Control,
    private readonly reported: (workflowId: string) => Promise<void>,
  ) {}

  readonly interceptor: ActivityInterceptorsFactory = (context) => ({
    inbound: {
      execute: async (input, next) => {
        await this.gate;
        const name = activityName(context.info.activityType, input.args);
        this.names.set(context, name);
        await this.reach(name, 'before');
        try {
          const result: unknown = await next(input);
          await this.reach(name, 'answering');
          return result;
        } catch (error) {
          await this.reach(name, 'answering');
          throw error;
        }
      },
    },
  });

  /** The same host, whose first changing command in an activity is a point. One wrapper for each host: caches use it as their key. */
  host(real: Host): Host {
    const known = this.hosts.get(real);
    if (known) return known;
    const wrapped: Host = {
      name: real.name,
      scrub: (text) => real.scrub(text),
      upload: (...args) => real.upload(...args),
      download: (path) => real.download(path),
      exec: (argv, options) => this.around(real, argv, () => real.exec(argv, options)),
      stream: (argv, options?: StreamOptions) => this.around(real, argv, () => real.stream(argv, options)),
    };
    this.hosts.set(real, wrapped);
    return wrapped;
  }

  /** The same repository, to change which is a point too. The very object: it is known by that. */
  restic(real: Restic): Restic {
    const noted =
      <A extends unknown[], R>(change: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const result = await change(...args);
        const context = this.newEffect();
        if (context) await this.reach(this.names.get(context) ?? '', 'effect');
        return result;
      };
    return Object.assign(real, {
      backup: noted(real.backup.bind(real)),
      forget: noted(real.forget.bind(real)),
      prune: noted(real.prune.bind(real)),
      copyFrom: noted(real.copyFrom.bind(real)),
      addKey: noted(real.addKey.bind(real)),
      removeKey: noted(real.removeKey.bind(real)),
    });
  }

  /** From the workflow: held here, its workflow task is not reported. */
  async answered(workflowId: string, activity: string): Promise<void> {
    await this.reach(activity, 'answered');
    if (this.isDue(activity, 'between'))
      this.gate = this.reported(workflowId).then(() => this.reach(activity, 'between'));
    else await this.reach(activity, 'between');
  }

  private async around(real: Host, argv: string[], run: () => Promise<ExecResult>): Promise<ExecResult> {
    const asking = currentActivity();
    if (asking) this.lastHosts.set(asking, real.name);
    const result = await run();
    const context = isEffect(argv) ? this.newEffect() : undefined;
    if (!context) return result;
    const name = this.names.get(context) ?? '';
    if (!this.isDue(name, 'effect') || !cutsConnections(this.due()!.fault)) {
      await this.reach(name, 'effect');
      return result;
    }
    // SSH's error for a command in progress replaces the lost answer.
    const cut = real.exec(['sleep', String(longerThanCut)]).then(
      () => new Error('the connection was not cut'),
      (error: unknown) => error,
    );
    await this.reach(name, 'effect');
    throw await cut;
  }

  /** The activity whose first changing command has just been done; undefined: it was not the first. */
  private newEffect(): Context | undefined {
    const context = currentActivity();
    if (!context || this.effected.has(context)) return undefined;
    this.effected.add(context);
    return context;
  }

  private due = (): Strike | null => (this.control.struck() ? null : (this.control.orders()?.strike ?? null));

  private isDue(activity: string, kind: Kind): boolean {
    const due = this.due();
    return due?.activity === activity && due.kind === kind;
  }

  private async reach(activity: string, kind: Kind): Promise<void> {
    const orders = this.control.orders();
    if (!orders) return;
    this.control.note({ activity, kind });
    const context = currentActivity();
    const host = (context && this.lastHosts.get(context)) ?? '';
    if (!this.isDue(activity, kind) || !this.control.strike(host)) return;
    if (orders.strike && killsItself(orders.strike.fault)) process.kill(process.pid, 'SIGKILL');
    while (!this.control.mayGo()) {
      if (context) beat();
      await sleep(20);
    }
  }
}

function currentActivity(): Context | undefined {
  try {
    return Context.current();
  } catch {
    return undefined;
  }
}
