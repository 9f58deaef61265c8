/** `git push` deploys: a real push into a bare repository, whose hook posts what GitHub would post. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hookOn, type Hook } from '../../lab/github';
import { encrypt } from '../../lab/secrets';
import { readJson } from '../../src/lib/files/json-file';
import { stateFiles } from '../../src/lib/files/state';
import type { RunSummary } from '../../src/temporal/runs/types';
import { signal, up } from './moment';
import { adopted, openStage, pause, until, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(600_000);

const exec = promisify(execFile);
const LIMIT = 300_000;
const person = {
  GIT_AUTHOR_NAME: 'Lab',
  GIT_AUTHOR_EMAIL: 'lab@sgos.example',
  GIT_COMMITTER_NAME: 'Lab',
  GIT_COMMITTER_EMAIL: 'lab@sgos.example',
};

interface Heard {
  event: string;
  result: string;
  failure: { code: string; hint: string } | null;
}

/** A notification target of the kind json. */
async function listener(): Promise<{ url: string; heard: Heard[]; close(): void }> {
  const heard: Heard[] = [];
  const server = createServer((asked, answer) => {
    let body = '';
    asked.on('data', (chunk: Buffer) => (body += chunk.toString()));
    asked.on('end', () => {
      heard.push(JSON.parse(body) as Heard);
      answer.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    close: () => void server.close(),
  };
}

describeOnLab('a push', () => {
  let stage: Stage;
  let hook: Hook;
  let clone: string;
  let team: Awaited<ReturnType<typeof listener>>;

  const git = async (...args: string[]): Promise<string> =>
    (
      await exec('git', ['-C', clone, '-c', 'core.hooksPath=/dev/null', ...args], {
        env: { ...process.env, ...person },
      })
    ).stdout.trim();
  const push = (commit: string, ...more: string[]) =>
    git('push', '-q', ...more, 'origin', `${commit}:refs/heads/live`);
  /** Temporal may be on its way up: asked again. */
  const runs = async (): Promise<RunSummary[]> => {
    const all = await stage.ask((of) => of.list({ app: 'phone', limit: 100 })).catch(() => null);
    if (all) return all.filter(({ workflow }) => workflow === 'deploy');
    await pause(200);
    return runs();
  };
  const settled = () =>
    until(
      'no run is under way',
      async () => (await runs()).every(({ status }) => status !== 'running'),
      LIMIT,
    );
  const serves = (commit: string) =>
    until(`${commit} serves`, async () => (await stage.served())?.commit === commit, LIMIT);
  const released = async () => Number((await stage.world()).release);
  /** How many comparisons have begun since then and are over: what they found was signalled before. */
  async function compared(since: Date): Promise<number> {
    const query = `WorkflowType = "compareHeads" AND ExecutionStatus = "Completed" AND StartTime >= "${since.toISOString()}"`;
    return stage
      .ask((_, { client }) => client.workflow.count(query))
      .then(
        ({ count }) => count,
        () => 0,
      );
  }
  /** A commit on top of another, with these files changed. */
  async function commitOn(
    parent: string,
    files: Record<string, (before: string) => string> = {},
  ): Promise<string> {
    await git('checkout', '-q', '-f', '--detach', parent);
    for (const [file, edit] of Object.entries(files))
      writeFileSync(join(clone, file), edit(readFileSync(join(clone, file), 'utf8')));
    await git('commit', '-q', '--allow-empty', '-a', '-m', 'Go on');
    return git('rev-parse', 'HEAD');
  }
  const change = (more: object) => (before: string) =>
    `${JSON.stringify({ ...(JSON.parse(before) as object), ...more }, null, 2)}\n`;

  async function follow(heads: string): Promise<void> {
    stage.fleet({
      gateway: { port: 0, tunnel: ['127.0.0.1'] },
      notify: { team: { json: { url: team.url } } },
      'secrets.file': join(clone, '..', 'secrets.env.sops'),
      'push.heads': heads,
    });
    await up(stage);
    hook.point(readJson<{ url: string }>(stateFiles(stage.roost.env).gateway)!.url);
  }

  /** How fast this machine pushes today; a branch that no app follows is told about, and nothing is done. */
  async function secondsOfPush(): Promise<number> {
    const begun = performance.now();
    for (const label of ['v1', 'v2', 'v3-safe'])
      await git('push', '-q', '--force', 'origin', `${stage.commit(label)}:refs/heads/pace`);
    return (performance.now() - begun) / 3000;
  }

  beforeAll(async () => {
    stage = await openStage('push', { 'apps.phone.branch': 'live', 'apps.phone.health.wait': '60s' });
    const { path } = stage.lab.repos.phone;
    const folder = mkdtempSync(join(tmpdir(), 'roost-push-'));
    clone = join(folder, 'clone');
    await exec('git', ['clone', '-q', path, clone]);
    const recipient = /public key: (age1\w+)/.exec(readFileSync(stage.lab.ageKeyFile, 'utf8'))![1]!;
    const secret = randomBytes(24).toString('hex');
    writeFileSync(
      join(folder, 'secrets.env.sops'),
      await encrypt(`ROOST_WEBHOOK_SECRET=${secret}\n`, 'dotenv', recipient, () => {}),
    );
    hook = await hookOn(path, secret);
    team = await listener();
    await stage.lab.repos.phone.point('live', 'v2');
    await adopted(stage);
    await follow('off');
  });
  afterAll(async () => {
    await hook?.remove();
    team?.close();
    if (clone) rmSync(join(clone, '..'), { recursive: true, force: true });
    await stage?.close();
  });

  it('deploys what was pushed, and a delivery that comes again does nothing', async () => {
    const commit = stage.commit('v3-safe');
    await push(commit);
    expect(hook.deliveries().map(({ after, status }) => [after, status])).toEqual([[commit, 202]]);
    await serves(commit);
    await settled();
    const release = await released();
    expect(await stage.roost.json(['webhook', 'test', 'phone'])).toMatchObject({ ok: true, status: 202 });
    await until('the second delivery has its run', async () => (await runs()).length >= 3, LIMIT);
    await settled();
    expect((await runs())[0]).toMatchObject({ outcome: 'unchanged' });
    expect(await released()).toBe(release);
  });

  it('200 pushes while a deploy runs, the worker killed in the middle: the last one serves, by at most 3 deploys', async () => {
    const before = await released();
    const pace = await secondsOfPush();
    const told = hook.deliveries().length;
    // The first builds for so long that the others come while it runs;
    // those that follow find its build cached.
    const pushes = [
      await commitOn(stage.commit('v3-safe'), {
        'build-seconds': () => `${Math.ceil(30 + 260 * pace)} burst\n`,
      }),
    ];
    while (pushes.length < 200) pushes.push(await commitOn(pushes.at(-1)!));
    let restarted: Promise<void> = Promise.resolve();
    for (const [n, commit] of pushes.entries()) {
      await push(commit);
      if (n !== 100) continue;
      signal(stage, 'worker', 'SIGKILL');
      restarted = up(stage);
    }
    await restarted;
    await serves(pushes.at(-1)!);
    await settled();

    const deliveries = hook.deliveries().slice(told);
    expect(deliveries.map(({ after }) => after)).toEqual(pushes);
    expect(deliveries.filter(({ status }) => status !== 202)).toEqual([]);
    expect((await released()) - before).toBeLessThanOrEqual(3);
    const { audit } = await stage.roost.json<{ audit: { kind: string; details: { delivery?: string } }[] }>([
      'audit',
      '--app',
      'phone',
      '--limit',
      '1000',
    ]);
    const audited = new Set(
      audit.filter(({ kind }) => kind === 'delivery').map(({ details }) => details.delivery),
    );
    expect(deliveries.filter(({ delivery }) => !audited.has(delivery))).toEqual([]);
    process.stderr.write(
      `  200 pushes: ${(await released()) - before} deploys, slowest answer ${Math.max(...deliveries.map(({ ms }) => ms))} ms\n`,
    );
  });

  it('what was pushed while everything was down is deployed after the start', async () => {
    expect((await stage.roost.run(['down'])).code).toBe(0);
    const commit = await commitOn((await stage.served())!.commit);
    await push(commit);
    expect(hook.deliveries().at(-1)).toMatchObject({ after: commit, status: null });
    await follow('5m');
    await serves(commit);
    await settled();
    expect((await runs())[0]).toMatchObject({ outcome: 'succeeded' });
  });

  it('the comparison leaves a head whose deploy failed; a delivery tries it again', async () => {
    const good = (await stage.served())!.commit;
    const bad = await commitOn(good, { 'knobs.json': change({ healthy: false }) });
    await push(bad);
    await until('it has failed', async () => (await runs())[0]?.outcome === 'undone', LIMIT);
    await until(
      'the team hears of it',
      async () =>
        team.heard.some(({ event, failure }) => event === 'failure' && failure?.code === 'Unhealthy'),
      LIMIT,
    );
    const count = (await runs()).length;
    // A start compares.
    await stage.roost.run(['down']);
    const since = new Date();
    await follow('5m');
    await until('the comparison has been made', async () => (await compared(since)) > 0, LIMIT);
    // A look that it asked for would have its run soon.
    await pause(3_000);
    expect(await runs()).toHaveLength(count);
    await stage.roost.json(['webhook', 'test', 'phone']);
    await until('it is tried again', async () => (await runs()).length === count + 1, LIMIT);
    await settled();
    expect((await stage.served())?.commit).toBe(good);
    await push(good, '--force');
    await settled();
  });

  it('A, then B, then A by force: A serves; over a breaking B it is refused, and B goes on', async () => {
    const a = (await stage.served())!.commit;
    const b = await commitOn(a);
    await push(b, '--force');
    await serves(b);
    await push(a, '--force');
    await serves(a);
    await settled();

    const breaking = await commitOn(a, { 'app.json': change({ migration: 'breaking' }) });
    await push(breaking);
    await serves(breaking);
    await settled();
    await push(a, '--force');
    await until('it is refused', async () => (await runs())[0]?.outcome === 'refused', LIMIT);
    const { failure } = await stage.roost.json<{ failure?: { code: string } }>([
      'show',
      (await runs())[0]!.workflowId,
    ]);
    expect(failure?.code).toBe('NotAhead');
    await until(
      'the team hears of it',
      async () => team.heard.some(({ failure }) => failure?.code === 'NotAhead'),
      LIMIT,
    );
    expect((await stage.served())?.commit).toBe(breaking);
  });
});
