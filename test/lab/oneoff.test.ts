/**
 * One-off containers over real SSH on a real host: once, found again,
 * ended, and never taken for more than they were.
 */
import { exec, labUp, type Lab, type LabHost } from '../../lab';
import { createGuard } from '../../src/host/guard';
import { endOneOffs, listOneOffs, runOneOff, type OneOffOptions } from '../../src/host/oneoff';
import { createSshHosts } from '../../src/host/ssh';
import type { Guard, SshHosts, Fence, Host } from '../../src/host/types';
import { describeOnLab } from './support';

jest.setTimeout(120_000);

const FOLDER = '/srv/apps/oneoffs';
const COMPOSE = `services: { tool: { image: 'registry:5000/roost-base:1', volumes: ['${FOLDER}:/out'] } }\n`;

describeOnLab('a one-off', () => {
  let lab: Lab;
  let lent: LabHost;
  let ssh: SshHosts;
  let host: Host;
  let guard: Guard;
  let fence: Fence;
  let count = 0;

  beforeAll(async () => {
    lab = await labUp({ name: 'oneoff', hosts: 1 });
    lent = lab.hosts[0]!;
    ssh = createSshHosts();
    const { name, user, address, port, hostKey } = lent;
    host = ssh.host({ name, user, addresses: [`${address}:${port}`], hostKey, keyFile: lab.sshKeyFile });
    guard = createGuard(host, FOLDER);
    const taken = await guard.acquire({
      plane: 'plane',
      workflowId: 'w',
      runId: 'r',
      workflow: 'deploy',
      by: 'test',
    });
    if (!taken.got) throw new Error('the lock of a new host is held');
    fence = { token: taken.lock.token, runId: 'r', operation: 'op', expect: 0, direction: 'forward' };
    await host.upload(`${FOLDER}/docker-compose.yml`, COMPOSE);
  });
  afterAll(async () => {
    await ssh?.close();
    await lab?.down();
  });
  beforeEach(() => (count += 1));

  const name = (): string => `roost-tool-op-${count}`;
  const run = (script: string, options: OneOffOptions = {}, env: Record<string, string> = {}) =>
    runOneOff(
      host,
      guard,
      fence,
      {
        name: name(),
        compose: ['docker', 'compose', '-p', 'oneoffs', '-f', `${FOLDER}/docker-compose.yml`],
        service: 'tool',
        command: ['-c', script],
        entrypoint: 'sh',
        labels: { app: 'tool', operation: 'op', step: 'script' },
        env,
      },
      options,
    );
  const file = (path: string): Promise<string> => exec(lent, ['cat', `${FOLDER}/${path}`], { user: 'root' });
  const until = async (what: () => Promise<boolean>): Promise<void> => {
    for (let left = 100; !(await what()); left -= 1) {
      if (left === 0) throw new Error('it did not happen');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const runs = async (): Promise<boolean> =>
    (await listOneOffs(host, 'tool')).some((one) => one.name.startsWith(name()) && one.state === 'running');

  it('tells how the script ended, with what it said', async () => {
    expect(await run('echo said; exit 7')).toMatchObject({
      outcome: 'ended',
      code: 7,
      steady: true,
      tail: 'said',
    });
  });

  it('is found again by everybody who asks for it, and runs once', async () => {
    const script = 'echo x >>/out/once; sleep 2; wc -l </out/once';
    const all = await Promise.all([run(script), run(script), run(script)]);
    expect(all).toEqual(Array(3).fill({ outcome: 'ended', code: 0, steady: true, tail: '1' }));
    expect(await run(script)).toEqual(all[0]);
  });

  it('goes on without who started it', async () => {
    const leaving = new AbortController();
    const left = run('sleep 3; echo done', { leave: leaving.signal }).catch((error: Error) => error.message);
    await until(runs);
    leaving.abort(new Error('handed over'));
    expect(await left).toBe('handed over');
    expect(await run('sleep 3; echo done')).toMatchObject({ outcome: 'ended', code: 0, tail: 'done' });
  });

  it('ends when it is cancelled', async () => {
    const cancelling = new AbortController();
    const cancelled = run('exec sleep 60', { signal: cancelling.signal }).catch(
      (error: Error) => error.message,
    );
    await until(runs);
    cancelling.abort(new Error('cancelled'));
    expect(await cancelled).toBe('cancelled');
    expect(await runs()).toBe(false);
  });

  it('that was stopped for another run is not done, whatever exit code it gave', async () => {
    const obliging = 'trap "exit 0" TERM; echo half >/out/half; while :; do sleep 0.1; done';
    const first = run(obliging);
    await until(runs);
    await until(async () => (await file('half').catch(() => '')) !== '');
    expect(await endOneOffs(host, 'tool')).toEqual([name()]);
    const outcome = { outcome: 'unknown', why: 'roost stopped it for another run' };
    expect(await first).toMatchObject(outcome);
    expect(await run(obliging)).toMatchObject(outcome);
  });

  it('gets its environment by stdin only', async () => {
    const value = `a 'b' "c" $(id) \\ end`;
    expect(await run('printf %s "$GIVEN"', {}, { GIVEN: value })).toMatchObject({
      outcome: 'ended',
      code: 0,
      tail: value,
    });
  });
});
