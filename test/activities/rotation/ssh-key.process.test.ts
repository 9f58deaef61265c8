/** Another SSH key on real hosts: one that is away, and runs that are stopped behind each step. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActivities } from '../../../src/activities';
import type { Deps } from '../../../src/activities/deps';
import type { RoostError } from '../../../src/errors';
import { parseFleet, toHostTarget, type Fleet, type HostConfig } from '../../../src/fleet/file';
import { createGuard } from '../../../src/host/guard';
import { createJobs } from '../../../src/host/jobs';
import { localHost } from '../../../src/host/local';
import { createRedactor } from '../../../src/host/redact';
import { createSshHosts } from '../../../src/host/ssh';
import type { Host, SshHosts } from '../../../src/host/types';
import type { Activities } from '../../../src/protocol/activities';
import type { RotationPlan } from '../../../src/protocol/plan';
import { describeWithSshd, startSshd, type Sshd } from '../../host/sshd';
import { Runs } from './runs';

jest.setTimeout(120_000);

/** Nothing listens there. */
const NOWHERE = '127.0.0.1:9';

class World extends Runs {
  readonly activities: Activities;
  readonly warnings: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'roost-ssh-key-'));
  readonly file = join(this.folder, 'id');
  readonly ssh: SshHosts = createSshHosts({ connectTimeout: 3_000 });
  away: string[] = [];

  constructor(readonly hosts: Record<string, Sshd>) {
    super();
    copyFileSync(Object.values(hosts)[0]!.target().keyFile!, this.file);
    const fleet = async (): Promise<Fleet> => parseFleet(this.text(), { file: 'fleet.yaml', home: '/root' });
    this.activities = createActivities({
      fleet,
      lastFleet: fleet,
      host: (config: HostConfig) => this.ssh.host(toHostTarget(config)),
      newConnection: (config: HostConfig) => {
        const own = createSshHosts({ connectTimeout: 3_000 });
        return { host: own.host(toHostTarget(config)), close: () => own.close() };
      },
      jobs: (one: Host) => createJobs(one),
      guard: (one: Host, directory: string) => createGuard(one, directory),
      control: { host: localHost((text) => text), directory: join(this.folder, 'fleet') },
      latestRun: async (workflowId: string) => ({ runId: workflowId, open: false }),
      plane: 'plane',
      redactor: createRedactor(),
      log: { info() {}, warn() {}, debug() {}, error() {} },
    } as unknown as Deps);
  }

  private text(): string {
    const host = ([name, sshd]: [string, Sshd]): string => {
      const { user, addresses, hostKey } = sshd.target();
      const address = this.away.includes(name) ? NOWHERE : addresses[0];
      return `  ${name}: { user: ${user}, addresses: ['${address}'], hostKey: '${hostKey}', key: ${this.file} }`;
    };
    return `fleet: home\nhosts:\n${Object.entries(this.hosts).map(host).join('\n')}\napps: {}\n`;
  }

  /** `until`: the first step that is not done any more. */
  async rotate(until?: string): Promise<RotationPlan> {
    const name = `rotate-${Math.random()}`;
    const lease = await this.lock(name);
    const { plan } = await this.as(name, () => this.activities.planRotate({ what: 'ssh-key' }, lease));
    for (const [i, { id }] of plan.steps.entries()) {
      if (id === until) return plan;
      await this.step(name, plan, lease, i);
    }
    await this.as(name, () => this.activities.releaseLock({ ...lease, scope: plan.scope }, plan.operation));
    return plan;
  }

  keysOn = (name: string): string =>
    readFileSync(join(this.hosts[name]!.folder, '.ssh/authorized_keys'), 'utf8');

  /** Whether a new connection as every other part of roost makes it is let in. */
  async reaches(name: string, keyFile = this.file): Promise<boolean> {
    const own = createSshHosts({ connectTimeout: 20_000 });
    try {
      await own.host({ ...this.hosts[name]!.target(), keyFile }).exec(['true']);
      return true;
    } catch (error) {
      if ((error as RoostError).code === 'HostAuthFailed') return false;
      throw error;
    } finally {
      await own.close();
    }
  }

  async close(): Promise<void> {
    await this.ssh.close();
    rmSync(this.folder, { recursive: true });
  }
}

describeWithSshd('another SSH key', () => {
  let hosts: { one: Sshd; two: Sshd };
  let world: World;
  let former: string;

  beforeEach(async () => {
    const [one, two] = await Promise.all([startSshd({ ownKeys: true }), startSshd({ ownKeys: true })]);
    hosts = { one, two };
    // Both let the same key in, the second under options and without an end of its line.
    const line = readFileSync(`${one.target().keyFile!}.pub`, 'utf8').trim();
    const other = execFileSync('ssh-keygen', ['-y', '-f', two.target().keyFile!], { encoding: 'utf8' });
    writeFileSync(join(two.folder, '.ssh/authorized_keys'), `${other}no-agent-forwarding ${line}`);
    world = new World(hosts);
    former = join(world.folder, 'kept');
    copyFileSync(world.file, former);
  });
  afterEach(async () => {
    await world.close();
    await Promise.all([hosts.one.stop(), hosts.two.stop()]);
  });

  const isOver = async (): Promise<void> => {
    for (const name of ['one', 'two']) {
      expect([await world.reaches(name), await world.reaches(name, former)]).toEqual([true, false]);
    }
    expect(existsSync(`${world.file}.former`) || existsSync(`${world.file}.next`)).toBe(false);
  };

  it('is let in and proven on each host before the former one goes; other keys and options stay', async () => {
    const plan = await world.rotate();
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'make',
      'share-one',
      'share-two',
      'use',
      'narrow-one',
      'narrow-two',
      'retire',
    ]);
    await isOver();
    const [kept, fresh, ...rest] = world.keysOn('two').trimEnd().split('\n');
    expect([kept, rest]).toEqual([expect.stringMatching(/^ssh-ed25519 /), []]);
    expect(fresh).toMatch(/^no-agent-forwarding ssh-ed25519 \S+ roost$/);
    const secret = readFileSync(world.file, 'utf8');
    const told = JSON.stringify([plan, world.notes]);
    for (const line of secret.split('\n').filter((one) => one.length > 20 && !one.startsWith('-----')))
      expect(told).not.toContain(line);
  });

  it.each(['share-one', 'share-two', 'use', 'narrow-one', 'narrow-two', 'retire'])(
    'goes on where a run was stopped before %s, and reaches every host meanwhile',
    async (until) => {
      await world.rotate(until);
      expect([await world.reaches('one'), await world.reaches('two')]).toEqual([true, true]);
      await world.rotate();
      await isOver();
    },
  );

  it('leaves the former key usable on a host that is away, says so, and takes it away the next time', async () => {
    world.away = ['two'];
    await world.rotate();
    expect(world.notes.at(-1)).toBe('retire: kept: two may need it');
    expect(world.notes).toContain('share-two: away');
    expect(await world.reaches('one', former)).toBe(false);
    expect([await world.reaches('one'), await world.reaches('two')]).toEqual([true, true]);
    world.away = [];
    const next = await world.rotate();
    expect(next.steps.map(({ id }) => id)).toEqual(['make', 'narrow-one', 'narrow-two', 'retire']);
    await isOver();
  });

  it('is not used where no host lets it in', async () => {
    world.away = ['one', 'two'];
    await expect(world.rotate()).rejects.toMatchObject({ type: 'HostUnreachable' });
    world.away = [];
    expect(readFileSync(world.file, 'utf8')).toBe(readFileSync(former, 'utf8'));
    await world.rotate();
    await isOver();
  });
});
