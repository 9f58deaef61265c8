/** The activities of provisioning on a real host, one after the other as a run calls them. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../../src/activities';
import type { Deps } from '../../../src/activities/deps';
import { readLooks } from '../../../src/drift';
import { parseFleet, toHostTarget, type Fleet, type HostConfig } from '../../../src/fleet/file';
import { createGuard } from '../../../src/host/guard';
import { createJobs } from '../../../src/host/jobs';
import { asRoot, callScript } from '../../../src/host/provision';
import { createRedactor } from '../../../src/host/redact';
import { createSshHosts } from '../../../src/host/ssh';
import type { Host } from '../../../src/host/types';
import type { Activities } from '../../../src/protocol/activities';
import type { Lease } from '../../../src/protocol/lock';
import type { PatchPlan, Plan, ProvisionPlan, RecoverPlan } from '../../../src/protocol/plan';
import type { PatchRequest, ProvisionRequest, RecoverRequest } from '../../../src/protocol/requests';
import type { ScopeName } from '../../../src/protocol/scope';
import type { Step } from '../../../src/protocol/steps/step';

export interface Ran<P extends Plan = ProvisionPlan> {
  plan: P;
  notes: Record<string, string>;
  /** Of the whole run, in ms. */
  took: number;
}

let runs = 0;

export function provisionWorld(text: () => string) {
  const ssh = createSshHosts();
  const redactor = createRedactor();
  const fleet = async (): Promise<Fleet> => parseFleet(text(), { file: 'fleet.yaml', home: '/root' });
  const deps = {
    fleet,
    lastFleet: fleet,
    host: (config: HostConfig) => ssh.host(toHostTarget(config)),
    newConnection(config: HostConfig) {
      const own = createSshHosts({ connectTimeout: 3_000 });
      return { host: own.host(toHostTarget(config)), close: () => own.close() };
    },
    jobs: (one: Host) => createJobs(one),
    guard: (one: Host, directory: string) => createGuard(one, directory),
    // Each run is over when the next one asks.
    latestRun: async (workflowId: string) => ({ runId: workflowId, open: false }),
    plane: 'plane',
    ownFiles: { drift: join(mkdtempSync(join(tmpdir(), 'roost-drift-')), 'drift.json') },
    redactor,
    log: { info() {}, warn() {}, debug() {}, error() {} },
  } as unknown as Deps;
  const activities: Activities = createActivities(deps);

  /** As that run. */
  const as = <T>(run: string, work: () => Promise<T>, env = environment(run)): Promise<T> => env.run(work);

  const plan = async (request: ProvisionRequest): Promise<ProvisionPlan> =>
    (await as('look', () => activities.planProvision(request, null))).plan;

  const planRecovery = async (request: RecoverRequest): Promise<RecoverPlan> =>
    (await as('look', () => activities.planRecover(request, null))).plan;

  /** `course`: instead of running a step. `rewrite`: of the rules and the configuration that a step sets. */
  async function provision(
    request: ProvisionRequest,
    course?: (step: Step, go: () => Promise<string>) => Promise<string>,
    rewrite?: (text: string) => string,
  ): Promise<Ran> {
    const { host, address, hostKey, user } = request;
    const at = { address, hostKey, user };
    const name = { kind: 'host', host, at } as const;
    return carryOut('provision', name, (lease) => activities.planProvision(request, lease), course, rewrite);
  }

  const patch = (request: PatchRequest): Promise<Ran<PatchPlan>> =>
    carryOut('patch', { kind: 'host', host: request.host }, (lease) => activities.planPatch(request, lease));

  /** Without the undos of a run. */
  async function carryOut<P extends Plan>(
    kind: 'provision' | 'patch',
    scope: ScopeName,
    planned: (lease: Lease) => Promise<{ plan: P }>,
    course: (step: Step, go: () => Promise<string>) => Promise<string> = (_, go) => go(),
    rewrite: (text: string) => string = (text) => text,
  ): Promise<Ran<P>> {
    const run = `${kind}-${process.pid}-${++runs}`;
    const began = Date.now();
    const lease = await as(run, () => activities.acquireLock({ scope, kind, by: 'anna' }));
    const { plan: made } = await as(run, () => planned(lease));
    const notes: Record<string, string> = {};
    try {
      for (const step of made.steps) {
        const context = {
          scope: made.scope,
          operation: made.operation,
          step: step.id,
          ordinal: 0,
          lease,
          expect: made.expects,
          direction: 'forward' as const,
          by: 'anna',
        };
        const call = activities[step.call.run] as (
          args: unknown,
          context: unknown,
        ) => Promise<{ note?: string }>;
        notes[step.id] = await course(step, async () => {
          const { args } = step.call;
          const changed = 'revertAfter' in args ? { ...args, text: rewrite(args.text) } : args;
          return (await as(run, () => call(changed, context))).note ?? '';
        });
      }
    } finally {
      await as(run, () => activities.releaseLock({ ...lease, scope: made.scope }, made.operation));
    }
    return { plan: made, notes, took: Date.now() - began };
  }

  const compare = () => as('look', () => activities.compareHosts());

  /** The first half of a guarded step, as if the worker died before the second; what the host says then. */
  async function tried(request: ProvisionRequest, kind: 'firewall' | 'sshd'): Promise<string> {
    const { steps } = await plan(request);
    const step = steps.find(({ id }) => id === kind);
    if (!step || !('revertAfter' in step.call.args)) throw new Error(`the plan has no step ${kind}`);
    const { text: wanted, revertAfter } = step.call.args;
    const config = (await fleet()).hosts[request.host]!;
    const input = callScript([`try_${kind}`, String(revertAfter / 1000), wanted], ['state_of', kind]);
    return (await ssh.host(toHostTarget(config)).exec(asRoot, { input })).stdout;
  }
  return {
    plan,
    planRecovery,
    provision,
    patch,
    guard: async (directory: string) =>
      createGuard(ssh.host(toHostTarget((await fleet()).hosts.box!)), directory),
    compare,
    looks: () => readLooks(deps.ownFiles.drift),
    tried,
    close: () => ssh.close(),
  };
}

const environment = (run: string): MockActivityEnvironment =>
  new MockActivityEnvironment(
    { workflowExecution: { workflowId: run, runId: run }, scheduledTimestampMs: Date.now() },
    { logger: new DefaultLogger('ERROR') },
  );
