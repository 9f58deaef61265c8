/** The activities of a host's run, one after the other, on a real host. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../../src/activities';
import type { Deps } from '../../../src/activities/deps';
import { createGuard } from '../../../src/host/guard';
import { createJobs } from '../../../src/host/jobs';
import { createRedactor } from '../../../src/host/redact';
import { createSshHosts } from '../../../src/host/ssh';
import type { SshHosts, Host } from '../../../src/host/types';
import type { Activities } from '../../../src/protocol/activities';
import { describeWithSshd, isRoot, startSshd, type Sshd } from '../../host/sshd';

const scope = { kind: 'host' as const, host: 'box' };

describeWithSshd('the scope of a host', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let activities: Activities;
  let folder: string;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts();
    const host = ssh.host(sshd.target());
    const home = isRoot
      ? execFileSync('getent', ['passwd', sshd.user], { encoding: 'utf8' }).split(':')[5]!
      : homedir();
    folder = join(home, '.local/state/roost/host');
    activities = createActivities({
      fleet: async () => ({
        name: 'home',
        apps: {},
        hosts: { box: { name: 'box' } },
        lock: { wait: 0 },
        decide: { wait: 1 },
        notify: {},
      }),
      host: () => host,
      jobs: (one: Host) => createJobs(one),
      guard: (one: Host, directory: string) => createGuard(one, directory),
      latestRun: async (workflowId: string) => ({ runId: workflowId, open: true }),
      plane: 'plane',
      redactor: createRedactor(),
      log: { info() {}, warn() {}, debug() {}, error() {} },
      lastFleet: async () => ({
        name: 'home',
        apps: {},
        hosts: { box: { name: 'box' } },
        lock: {},
        decide: {},
      }),
    } as unknown as Deps);
  });
  beforeEach(() => rmSync(folder, { recursive: true, force: true }));
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await ssh.close();
    await sshd.stop();
  });

  /** As that run. */
  const as = <T>(run: string, work: () => Promise<T>): Promise<T> =>
    new MockActivityEnvironment(
      { workflowExecution: { workflowId: run, runId: run }, scheduledTimestampMs: Date.now() },
      { logger: new DefaultLogger('ERROR') },
    ).run(work);
  const lock = (run: string) =>
    as(run, () => activities.acquireLock({ scope, kind: 'hostFacts', by: 'anna' }));

  it('locks, plans, reads and frees in the folder of the SSH user', async () => {
    const lease = await lock('first');
    expect(existsSync(join(folder, '.roost/lock'))).toBe(true);
    const { plan } = await as('first', () => activities.planHostFacts({ host: 'box' }, lease));
    expect(plan.scope).toMatchObject({
      ...scope,
      directory: folder,
      fleet: { hosts: { box: {} }, apps: {} },
    });
    const [step] = plan.steps;
    const context = {
      scope: plan.scope,
      operation: plan.operation,
      step: step!.id,
      ordinal: 0,
      lease,
      expect: plan.expects,
      direction: 'forward' as const,
      by: 'anna',
    };
    const report = await as('first', () => activities.readHostFacts({}, context));
    expect(report.found?.hostFacts?.system.kernel).toMatch(/^\d/);
    expect(report.note).toMatch(/Compose project/);
    expect(readdirSync(join(folder, '.roost/operations', `${plan.operation}.begun`))).toEqual(['read']);
    await as('first', () => activities.releaseLock(lease, plan.operation));
    expect(existsSync(join(folder, '.roost/lock'))).toBe(false);
    // The operation is closed: no late attempt reads under it.
    await lock('first');
    await expect(
      as('first', () => activities.readHostFacts({}, { ...context, lease: { ...lease, token: 2 } })),
    ).rejects.toMatchObject({ type: 'OperationClosed' });
  });

  it('another run waits for it, and one that has lost it may not read', async () => {
    const lease = await lock('first');
    await expect(lock('second')).rejects.toMatchObject({
      type: 'LockWaitTimeout',
      message: expect.stringContaining('the lock of host box, held by first'),
    });
    await expect(as('second', () => activities.planHostFacts({ host: 'box' }, lease))).rejects.toMatchObject({
      type: 'LockLost',
    });
  });
});
