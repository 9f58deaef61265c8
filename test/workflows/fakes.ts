import { CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { createActivities } from '../../src/activities';
import type { Deps } from '../../src/activities/deps';
import { beat, countTries } from '../../src/activities/tries';
import type { Activities } from '../../src/protocol/activities';
import type { Lease, LockRequest } from '../../src/protocol/lock';
import type { Plan } from '../../src/protocol/plan';
import type { StatusRequest } from '../../src/protocol/push';
import type { RunReport } from '../../src/protocol/reports/run-report';
import type {
  ArchiveRequest,
  BackupRequest,
  DeployRequest,
  DrillNightRequest,
  DrillRequest,
  HostFactsRequest,
  RestoreRequest,
  RollbackRequest,
} from '../../src/protocol/requests';
import { type ScopeName, scopeText } from '../../src/protocol/scope';
import type { StepContext, StepReport } from '../../src/protocol/steps/activities';
import type { DrillNightPlan } from '../../src/protocol/steps/drill';

export type Behaviour = (
  context?: StepContext,
) => Promise<Partial<StepReport> | void> | Partial<StepReport> | void;

export const ok: Behaviour = () => {};

/** Fails for good. */
export const fails =
  (code: string, message = `${code} it is`): Behaviour =>
  () => {
    throw ApplicationFailure.create({ type: code, message, nonRetryable: true });
  };

/** Fails, and is tried again after `delay` ms. */
export const stumbles =
  (code: string, delay = 10): Behaviour =>
  () => {
    throw ApplicationFailure.create({ type: code, message: `${code} it is`, nextRetryDelay: delay });
  };

/** Runs until it is cancelled, as a remote job does. */
export const hangs: Behaviour = async () => {
  const context = Context.current();
  const timer = setInterval(beat, 50);
  await context.cancelled.finally(() => clearInterval(timer));
};

/** Works on for `ms`, unless it is cancelled. */
export const lasts =
  (ms: number): Behaviour =>
  () =>
    Promise.race([hangs(), new Promise<void>((resolve) => setTimeout(resolve, ms))]);

/** Fails like a guard for a run that does not hold the lock. */
export const fencedBy =
  (app: { holder?: string }): Behaviour =>
  () => {
    if (Context.current().info.workflowExecution!.runId !== app.holder)
      throw ApplicationFailure.nonRetryable('held by another run', 'LockLost');
  };

/** One app or host of the fake world: what its calls do, and which were made. */
export class FakeApp {
  readonly calls: string[] = [];
  readonly contexts: StepContext[] = [];
  /** Of every plan that was made. */
  readonly requests: DeployRequest[] = [];
  /** Whether GitHub wants to be told, and what it was told. */
  statuses = false;
  readonly written: StatusRequest[] = [];
  readonly reports: RunReport[] = [];
  /** What drills of several apps have told of it. */
  readonly rehearsals: RunReport['rehearsal'][] = [];
  private readonly behaviours = new Map<string, Behaviour[]>();
  token = 0;
  /** The run that holds the lock, if the test cares. */
  holder?: string;

  constructor(public plan: Plan) {}

  /** Of its scope: `phone`, `host hornbill`. */
  get name(): string {
    return scopeText(this.plan.scope);
  }

  /**
   * `what` is a step's id, `undo ID`, `acquireLock`, `planDeploy`, `planRollback`, `planBackup`,
   * `planRestore`, `planHostFacts` or `releaseLock`. The last behaviour stays.
   */
  on(what: string, ...behaviours: Behaviour[]): this {
    this.behaviours.set(what, behaviours);
    return this;
  }

  async play(what: string, context?: StepContext): Promise<StepReport> {
    // Beside the run's course; `reports` holds what it says.
    if (what !== 'reportRun') this.calls.push(what);
    if (context) this.contexts.push(context);
    const queue = this.behaviours.get(what) ?? [ok];
    const behaviour = queue.length > 1 ? queue.shift()! : queue[0]!;
    try {
      return { seconds: 1, ...(await behaviour(context)) };
    } catch (error) {
      if (error instanceof CancelledFailure) this.calls.push(`${what} cancelled`);
      throw error;
    }
  }

  /** Ids of the steps that were begun, in whichever run. */
  get begun(): string[] {
    return [
      ...new Set(this.contexts.filter(({ direction }) => direction === 'forward').map(({ step }) => step)),
    ];
  }

  /** How often it was called. */
  count(what: string): number {
    return this.calls.filter((call) => call === what).length;
  }
}

export function fakeActivities(apps: Map<string, FakeApp>): Activities {
  const appOf = (name: string): FakeApp => apps.get(name)!;
  const at = (scope: ScopeName): FakeApp => appOf(scopeText(scope));
  const runStep = (_args: unknown, context: StepContext) =>
    at(context.scope).play(context.direction === 'undo' ? `undo ${context.step}` : context.step, context);
  const planned = async (fake: FakeApp, what: string) => {
    await fake.play(what);
    return {
      plan: fake.plan,
      facts: { diskFreeBytes: 1, databaseBytes: null, gatheredAt: '2026-01-01T00:00:00Z' },
      ...(fake.statuses && { statuses: true as const }),
    };
  };
  const drillOf = (app: string): FakeApp => at({ kind: 'app', app, drill: true });
  type Request =
    DeployRequest | RollbackRequest | BackupRequest | RestoreRequest | ArchiveRequest | HostFactsRequest;
  const plans =
    (
      what:
        | 'planDeploy'
        | 'planRollback'
        | 'planBackup'
        | 'planRestore'
        | 'planArchive'
        | 'planRecover'
        | 'planMove'
        | 'planHostFacts'
        | 'planProvision'
        | 'planPatch',
    ) =>
    async (request: Request) => {
      const fake = 'app' in request ? appOf(request.app) : at({ kind: 'host', host: request.host });
      if ('app' in request) fake.requests.push(request);
      return planned(fake, what);
    };
  const plansOfFleet = (what: string) => () => planned(at({ kind: 'fleet' }), what);
  const named = {
    async acquireLock({ scope, kind, operation }: LockRequest): Promise<Lease> {
      const fake = at(scope);
      await fake.play('acquireLock');
      fake.holder = Context.current().info.workflowExecution!.runId;
      return { scope, kind, token: ++fake.token, begun: operation ? fake.begun : undefined };
    },
    async releaseLock({ scope }: Lease): Promise<void> {
      await at(scope).play('releaseLock');
    },
    planDeploy: plans('planDeploy'),
    planRollback: plans('planRollback'),
    planBackup: plans('planBackup'),
    planRestore: plans('planRestore'),
    planArchive: plans('planArchive'),
    planRecover: plans('planRecover'),
    planMove: plans('planMove'),
    planHostFacts: plans('planHostFacts'),
    planProvision: plans('planProvision'),
    planPatch: plans('planPatch'),
    planCloudflareApply: plansOfFleet('planCloudflareApply'),
    planCloudflareAdopt: plansOfFleet('planCloudflareAdopt'),
    async planDrill(request: DrillRequest) {
      const fake = drillOf(request.app);
      await fake.play('planDrill');
      return { plan: fake.plan, facts: { gatheredAt: '2026-01-01T00:00:00Z' } };
    },
    async sweepDrills(): Promise<StepReport> {
      return { seconds: 1 };
    },
    /** All that can be drilled are due. */
    async planDrills({ rehearsal }: DrillNightRequest): Promise<DrillNightPlan> {
      const due = [...apps.values()].flatMap(({ plan }) =>
        plan.kind === 'drill' ? [{ app: plan.scope.app, host: plan.scope.host }] : [],
      );
      const wanted = rehearsal && { rehearsal: { rto: 3_600_000 } };
      return { apps: due, budget: 60_000, warnings: [], ...wanted };
    },
    planCloudflareRotate: plansOfFleet('planCloudflareRotate'),
    planRotate: plansOfFleet('planRotate'),
    planRehearse: plansOfFleet('planRehearse'),
    async planRehearsals() {
      return { fires: ['host', 'control'] as const, warnings: [] };
    },
    async writeStatus(request: StatusRequest) {
      appOf(request.app).written.push(request);
      await appOf(request.app).play('writeStatus');
    },
    async compareHosts() {
      return [];
    },
    async compareHeads() {
      return [];
    },
    async reportRun(report: RunReport): Promise<void> {
      const { app: name, host, workflow } = report;
      // Of the fleet's drills; each drill has a report of its own.
      if (workflow === 'patchHosts' || workflow === 'rehearsals') return;
      if (workflow === 'nightlyDrill') {
        for (const fake of apps.values()) fake.rehearsals.push(report.rehearsal);
        return;
      }
      const scope: ScopeName = host === null ? { kind: 'fleet' } : { kind: 'host', host };
      const drill = workflow === 'drill' || undefined;
      const app = at(name === null ? scope : { kind: 'app', app: name, drill });
      app.reports.push(report);
      await app.play('reportRun');
    },
    async listReleases() {
      return [];
    },
  };
  return new Proxy(named, {
    get: (target, name) =>
      countTries((target[name as keyof typeof target] ?? runStep) as () => Promise<unknown>),
  }) as unknown as Activities;
}

/** Every name a worker has to know. */
export const activityNames = Object.keys(createActivities({} as Deps)) as (keyof Activities)[];
