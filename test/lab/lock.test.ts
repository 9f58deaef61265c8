/** Whose turn it is: the lock, the maintenance flag, and edits made by hand. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startByScript } from '../../lab';
import { roostCli } from '../../lab/roost';
import { toHostTarget } from '../../src/fleet/file';
import { loadFleet } from '../../src/fleet/load';
import { createGuard } from '../../src/host/guard';
import { createSshHosts } from '../../src/host/ssh';
import type { HeldLock } from '../../src/host/types';
import { stateFiles } from '../../src/lib/files/state';
import type { ControlPlan } from '../../src/plan/recover/control/types';
import { connectClient } from '../../src/temporal/connect';
import { localBackup } from './local-backup';
import { during, end, signal, up, view, type Moment } from './moment';
import { APP, openStage, until, type Stage, type World } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(240_000);

describeOnLab('an app that something else holds', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage('lock');
  });
  afterAll(() => stage?.close());

  const holder = async (): Promise<(HeldLock & { run: string }) | null> =>
    (await stage.roost.json<{ lock: (HeldLock & { run: string }) | null }>(['lock', 'show', 'phone'])).lock;

  /** Returns the run's id. */
  async function terminate(workflowId: string): Promise<string> {
    const { client, close } = await connectClient({ env: stage.roost.env });
    const handle = client.workflow.getHandle(workflowId);
    const { runId } = await handle.describe();
    await handle.terminate('as in the UI');
    await close();
    return runId;
  }

  it('edited by hand and started by a script: the edit is named, and a failed deploy brings it back', async () => {
    await startByScript(stage.lab, stage.host, 'phone', 'v1');
    const edit = 'mended by hand at 2 a.m.';
    const file = `${APP}/src/CHANGELOG.md`;
    await stage.on(`echo '${edit}' >>${file}`);
    const before = await stage.world();
    const { ok, error, result } = await stage.deploy('never-healthy', '--strategy', 'recreate');
    expect([ok, error?.code, result?.outcome]).toEqual([false, 'Unhealthy', 'undone']);
    expect(result?.warnings).toContainEqual(expect.stringMatching(/by hand.*CHANGELOG\.md/));
    expect(await stage.on(`tail -n 1 ${file}`)).toBe(edit);
    const after = await stage.world();
    const images = ({ containers }: World): string[] =>
      containers.map((line) => line.replace(/ [0-9a-f]{12} /, ' '));
    expect(images(after)).toEqual(images(before));
    expect({ ...after, containers: [] }).toEqual({ ...before, containers: [], releases: after.releases });
  });

  it("held by a live run: waited for, the holder named, then it is the next one's", async () => {
    expect((await stage.deploy('v2')).ok).toBe(true);
    const first = await stage.begin('slow-postdeploy');
    await during(stage, 'postdeploy');
    const second = await stage.begin('bench-a', '--diverged');
    await until(
      'the second waits',
      async () => (await view(stage, second))?.attempts[0]?.failure?.includes(first) ?? false,
    );
    expect((await view(stage, second))?.progress?.phase).toBe('locking');
    expect(await holder()).toMatchObject({ workflowId: first, run: 'running' });
    expect((await end(stage, first)).result?.outcome).toBe('succeeded');
    expect((await end(stage, second)).result?.outcome).toBe('succeeded');
    expect(await stage.world()).toMatchObject({ serves: { commit: stage.commit('bench-a') }, lock: false });
  });

  it.each<[Moment, string, string[], string]>([
    ['build', 'bench-b', [], 'diverged'],
    ['postdeploy', 'slow-postdeploy', [], 'bench-a'],
    // The very release that served before: what runs is not it any more.
    ['start', 'slow-start', ['--strategy', 'recreate'], 'bench-a'],
    ['start', 'slow-start', ['--strategy', 'rolling'], 'bench-a'],
  ])(
    'held by a run that was terminated in %s of %s %j: its work is ended, and a deploy of %s mends the rest',
    async (moment, ref, args, then) => {
      const before = await stage.world();
      const run = await stage.begin(ref, '--diverged', ...args);
      await during(stage, moment);
      const runId = await terminate(run);
      expect(await holder()).toMatchObject({ workflowId: run, run: 'closed' });
      expect(await stage.deploy(then, '--diverged')).toMatchObject({
        ok: true,
        result: { outcome: 'succeeded' },
      });
      const after = await stage.world();
      expect(after).toMatchObject({
        serves: { commit: stage.commit(then) },
        lock: false,
        jobs: 0,
        oneOffs: [],
      });
      expect(after.flags.filter((flag) => flag.startsWith('flags/'))).toEqual([]);
      expect(after.containers).toHaveLength(before.containers.length);
      // A job of the terminated run had ended before the next one put down its first file.
      expect(
        await stage.on(
          `find ${APP}/.roost/jobs -path '*/${runId}.*/rc' -newer ${APP}/.roost/releases/${after.release}/tree`,
        ),
      ).toBe('');
    },
  );

  it('held by another control plane: refused, that lock untouched; shown and broken with Temporal down', async () => {
    const ssh = createSshHosts();
    const fleet = loadFleet(undefined, stage.roost.env);
    const guard = createGuard(ssh.host(toHostTarget(fleet.hosts.hornbill!)), APP);
    const theirs = {
      plane: 'another-plane',
      workflowId: 'deploy-phone-theirs',
      runId: 'their-run',
      workflow: 'deploy',
      by: 'ann@elsewhere',
    };
    await guard.acquire(theirs);
    const held = await guard.show();
    const { code, error } = await stage.deploy('v3-safe');
    expect([code, error]).toEqual([
      7,
      expect.objectContaining({
        code: 'LockedElsewhere',
        message: expect.stringContaining('ann@elsewhere'),
        hint: expect.stringContaining('lock break'),
      }),
    ]);
    expect(await guard.show()).toEqual(held);
    expect((await stage.roost.run(['down'])).code).toBe(0);
    expect(await holder()).toMatchObject({ ...theirs, run: 'not asked' });
    expect((await stage.roost.run(['lock', 'break', 'phone'])).code).not.toBe(0);
    expect(await guard.show()).toEqual(held);
    expect(await stage.roost.json(['lock', 'break', 'phone', '--yes'])).toMatchObject({
      ok: true,
      broken: theirs,
    });
    expect(await guard.show()).toBeNull();
    await ssh.close();
  });

  it('in maintenance by a person, set with Temporal down: deployed, said, and still in maintenance', async () => {
    expect(await stage.roost.json(['maintenance', 'on', 'phone', '--reason', 'new cable'])).toMatchObject({
      ok: true,
      on: true,
      changed: true,
    });
    expect((await stage.world()).serves).toBeNull();
    await up(stage);
    const { ok, result } = await stage.deploy('v3-safe', '--diverged', '--strategy', 'recreate');
    expect([ok, result?.outcome]).toEqual([true, 'succeeded']);
    expect(result?.warnings).toContainEqual(expect.stringMatching(/new cable.*set by a person/));
    expect((await stage.world()).serves).toBeNull();
    expect(await stage.roost.json(['maintenance', 'off', 'phone'])).toMatchObject({
      ok: true,
      changed: true,
    });
    expect(await stage.world()).toMatchObject({ serves: { commit: stage.commit('v3-safe') }, lock: false });
  });

  it('held by a run whose control host is lost: another frees it, brings what served back, and a second time finds nothing to do', async () => {
    expect((await stage.deploy('v3-safe', '--diverged')).ok).toBe(true);
    const parts = await localBackup(stage.lab.ageKeyFile);
    const heir = roostCli(join(stage.roost.env.XDG_STATE_HOME!, 'heir'), stage.roost.env.ROOST_FLEET!);
    try {
      stage.fleet({ ...parts.edit, 'apps.phone.backup': { from: 'data' } });
      for (const args of [
        ['backup', 'init'],
        ['schedules', 'apply'],
        ['schedules', 'trigger', 'nightly-backup'],
      ])
        expect((await stage.roost.run(args)).code).toBe(0);
      await until('the night has ended', async () => (await parts.status()).night !== null, 120_000);
      const run = await stage.begin('slow-start', '--diverged', '--strategy', 'recreate');
      await during(stage, 'start');
      for (const which of ['worker', 'server'] as const) signal(stage, which, 'SIGKILL');
      rmSync(stateFiles(stage.roost.env).folder, { recursive: true });
      expect((await stage.world()).serves).toBeNull();

      const begun = Date.now();
      const answer = await heir.json<{ plan: ControlPlan; schedules: { name: string; next: string }[] }>([
        ...['recover-control', '--yes', '--port', '0', '--ui-port', '0'],
      ]);
      process.stderr.write(`control host recovered in ${(Date.now() - begun) / 1000} s\n`);
      expect(answer.error).toBeUndefined();
      expect(answer.plan.inFlight).toMatchObject([
        { workflowId: run, settle: { app: 'phone', to: 'former', commit: stage.commit('v3-safe') } },
      ]);
      expect(answer.schedules).toContainEqual(
        expect.objectContaining({ name: 'nightly-backup', next: expect.stringContaining('T') }),
      );
      const world = await stage.world();
      expect(world).toMatchObject({
        serves: { commit: stage.commit('v3-safe') },
        lock: false,
        jobs: 0,
        oneOffs: [],
      });
      expect(world.flags.filter((flag) => flag.startsWith('flags/'))).toEqual([]);
      const audit = (await heir.run(['audit', '--app', 'phone'])).stdout;
      expect(audit).toContain('deploy');
      expect(await heir.json(['recover-control'])).toMatchObject({ ok: true, plan: { steps: [] } });
    } finally {
      await heir.run(['down']);
      parts.remove();
    }
  });
});
