/**
 * Whatever fails in a night: who is hit fails with the right code, the others
 * succeed, nothing is left, and the next night is clean.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { killHost, startHost, type LabHost } from '../../lab';
import { backupPaths, changeStatus } from '../../src/backup';
import { copiesOf } from './leftovers';
import { signal } from './moment';
import { mode } from './night-apps';
import { openNight, type NightScene } from './night-scene';
import { asRoot, NightTroubles, PG } from './night-troubles';
import { damageOnePack } from './repository-damage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

const APPS = 14;
/** Only with its rights can a disk be made small. */
const isRoot = process.getuid?.() === 0;
const testAsRoot = isRoot ? it : it.skip;
const MB = 1_000_000;

describeOnLab('a night in which things fail', () => {
  let scene: NightScene;
  let first: LabHost;
  let second: LabHost;
  let third: LabHost;
  let trouble: NightTroubles;

  beforeAll(async () => {
    scene = await openNight('night-faults');
    [first, second, third] = scene.hosts;
    trouble = new NightTroubles(scene);
  });
  afterAll(async () => {
    trouble?.close();
    await scene?.close();
  });

  const nothingIsLeft = async (): Promise<void> => expect(await scene.leftovers()).toEqual([]);

  /** Fails in its copy: the host keeps no half of one. */
  async function failsToCopy(
    host: LabHost,
    app: string,
    code: string,
    directory = `/srv/apps/${app}`,
  ): Promise<void> {
    const before = await copiesOf(host, directory);
    await scene.fails(app, code);
    expect(await copiesOf(host, directory)).toEqual(before);
    await nothingIsLeft();
  }

  // What else a script may do is shown in the night of all faults, and where its steps are.
  describe('on its own', () => {
    it('a script that stops the app and fails: the app runs again', async () => {
      await mode(first, 'stopping', 'stop');
      await failsToCopy(first, 'stopping', 'ScriptFailed');
      expect(await scene.on(first, `docker inspect -f '{{.State.Running}}' stopping-app`)).toBe('true');
      await mode(first, 'stopping', 'ok');
    });

    it.each([
      ['of 0 bytes', 'exit 0', 'CopyEmpty'],
      ['that is truncated', `${PG}/pg_dump.real "$@" | head -c 1500`, 'CopyDamaged'],
      ['that fails', 'echo "the disk is gone" >&2; exit 1', 'CopyFailed'],
    ])("a database's dump %s", async (_, body, code) => {
      await trouble.pgDump(body);
      await failsToCopy(first, 'phone', code, '/srv/apps/sgos-phone');
      await trouble.pgDump(null);
    });

    it('a host that is down', async () => {
      await killHost(third);
      await scene.fails('uploads', 'HostUnreachable');
      await startHost(third);
      await nothingIsLeft();
    });

    it('a host that dies in mid-dump and comes back: the dump is made anew', async () => {
      await mode(second, 'slow', 'slow');
      const going = scene.succeeds('slow');
      await trouble.dieInDump(second);
      await going;
      await mode(second, 'slow', 'ok');
      await nothingIsLeft();
    });

    testAsRoot('no space on the host, and none in the staging', async () => {
      const undos = [await trouble.smallDiskOnHost(), await trouble.smallDiskHere()];
      await failsToCopy(first, 'full', 'DiskFull');
      await scene.fails('brim', 'DiskFull');
      for (const undo of undos) await undo();
      await scene.succeeds('full');
      await scene.succeeds('brim');
      await nothingIsLeft();
    });

    it('a network that is cut in mid-rsync: what has come over does not come again', async () => {
      const [size, before] = [300 * MB, 60 * MB];
      const sent = async (): Promise<number> =>
        Number(await asRoot(first, `awk '$1 == "eth0:" { print $10 }' /proc/net/dev`));
      await trouble.growBig(size);
      const going = scene.succeeds('big');
      const kept = await trouble.cutInMidPull(before);
      const then = await sent();
      await going;
      const after = (await sent()) - then;
      process.stderr.write(`  cut when ${kept} of ${size} bytes had come; ${after} came afterwards\n`);
      expect(kept).toBeGreaterThanOrEqual(before);
      expect(after).toBeLessThan(size - kept / 2);
      const digest = execFileSync('sha256sum', [
        join(trouble.staged('big'), 'folders/data/more.bin'),
      ]).toString();
      expect(digest.slice(0, 64)).toBe(
        (await scene.on(first, 'sha256sum /srv/apps/big/data/more.bin')).slice(0, 64),
      );
      await trouble.shrinkBig();
      await nothingIsLeft();
    });

    it('S3 that is away in mid-upload: it goes on when it is back', async () => {
      await trouble.growBig(60 * MB);
      const cut = scene.parts.way.cutAfter(20 * MB, 4_000);
      const going = scene.succeeds('big');
      await cut;
      await going;
      await trouble.shrinkBig();
      await nothingIsLeft();
    });

    it('a wrong password', async () => {
      const { backup } = scene.parts.edit as { backup: { repository: object } };
      scene.fleet({ repository: { ...backup.repository, password: { secret: 'S3_KEY' } } });
      await scene.fails('files', 'RepositoryPasswordWrong');
      scene.fleet();
      await scene.succeeds('files');
      await nothingIsLeft();
    });

    it('a stale lock of a restic that is dead: removed, and it goes on', async () => {
      await scene.parts.lockAndDie();
      await scene.succeeds('files');
      await nothingIsLeft();
    });

    it('an app that is locked by a deploy which waits for a decision', async () => {
      const deploy = await scene.deployThatWaits('1.2.9');
      await scene.fails('phone', 'LockWaitTimeout');
      await scene.undo(deploy);
      await scene.succeeds('phone');
      await nothingIsLeft();
    });

    it('Temporal that is killed in the middle of the night: every app succeeds', async () => {
      await mode(second, 'slow', 'slow');
      const ended = await scene.night();
      await scene.inStep('slow', 'copy-script');
      await trouble.killTemporal();
      expect(await ended()).toMatchObject({ succeeded: APPS, failed: [], upkeep: null });
      await mode(second, 'slow', 'ok');
      await nothingIsLeft();
    });
  });

  let mendPack: () => void;

  it('a corrupted pack, on its own: every app succeeds, and the night does not', async () => {
    // It shall be needed by every snapshot that is left.
    await scene.succeeds('big');
    for (const app of ['big', 'files'])
      await scene.parts.restic.forget(`app=${app}`, { daily: 1, weekly: 0, monthly: 0 });
    await scene.parts.restic.prune();
    mendPack = damageOnePack(scene.parts);
    scene.fleet({ checkParts: 1 });
    // Its week is over.
    await changeStatus(
      backupPaths(scene.parts.folder).status,
      ({ repository }) => void (repository.checked = null),
    );
    const night = await (await scene.night())();
    expect(night).toMatchObject({ succeeded: APPS, failed: [], upkeep: { code: 'RepositoryDamaged' } });
    expect((await scene.parts.status()).repository.damaged).toMatchObject({ part: 1, parts: 1 });
    await nothingIsLeft();
  });

  it('all in one night: who is hit fails, the others succeed, and no snapshot is made twice', async () => {
    const deploy = await scene.deployThatWaits('1.3.0');
    const small = isRoot ? [await trouble.smallDiskOnHost(), await trouble.smallDiskHere()] : [];
    const moods: [LabHost, string, string][] = [
      [first, 'stopping', 'stop'],
      [first, 'hanging', 'hang'],
      [second, 'slow', 'slow'],
      [second, 'damaged', 'cut'],
      [second, 'empty', 'empty'],
    ];
    for (const [host, app, how] of moods) await mode(host, app, how);
    const codes: Record<string, string> = {
      phone: 'LockWaitTimeout',
      stopping: 'ScriptFailed',
      hanging: 'TookTooLong',
      damaged: 'CopyDamaged',
      empty: 'CopyEmpty',
      legacy: 'HostUnreachable',
      uploads: 'HostUnreachable',
      ...(isRoot && { full: 'DiskFull', brim: 'DiskFull' }),
    };
    await trouble.growBig(150 * MB);
    const before = await scene.parts.status();
    // Of a repository that is known to be damaged nothing is forgotten: each new one counts.
    const snapshots = await counts();
    await killHost(third);
    await scene.parts.lockAndDie();

    const ended = await scene.night();
    await Promise.all([trouble.dieInDump(second), trouble.cutInMidPull(20 * MB)]);
    const cut = scene.parts.way.cutAfter(20 * MB, 4_000);
    signal(scene.stage, 'worker', 'SIGKILL');
    await trouble.killTemporal();
    await cut;
    const night = await ended();

    expect(Object.fromEntries(night.failed.map(({ app, code }) => [app, code]))).toEqual(codes);
    expect(night).toMatchObject({
      succeeded: APPS - Object.keys(codes).length,
      upkeep: { code: 'RepositoryDamaged' },
    });
    const { apps } = await scene.parts.status();
    const now = await counts();
    for (const [app, { lastAttempt, lastSuccess }] of Object.entries(apps)) {
      expect([app, lastAttempt?.error?.code]).toEqual([app, codes[app]]);
      const isNew = lastSuccess?.snapshot !== before.apps[app]?.lastSuccess?.snapshot;
      expect([app, isNew, now[app]]).toEqual([
        app,
        !codes[app],
        (snapshots[app] ?? 0) + (codes[app] ? 0 : 1),
      ]);
    }
    expect(Object.keys(apps)).toHaveLength(APPS);
    // One copy of each stays on its host: that of its last snapshot.
    expect(await copiesOfFailing()).toEqual(
      failing().map(([, app]) => [before.apps[app]?.lastSuccess?.operation]),
    );
    expect(await scene.on(first, `docker inspect -f '{{.State.Running}}' stopping-app`)).toBe('true');

    for (const undo of small) await undo();
    for (const [host, app] of moods) await mode(host, app, 'ok');
    await trouble.shrinkBig();
    await startHost(third);
    // The lock is still the deploy's, and its question unanswered.
    await scene.undo(deploy);
    await nothingIsLeft();
  });

  it('the next night is clean', async () => {
    mendPack();
    const { error } = await scene.backup();
    expect(error).toBeUndefined();
    expect((await scene.parts.status()).night).toMatchObject({ succeeded: APPS, failed: [], upkeep: null });
    await scene.parts.restic.check(1, 1);
    await nothingIsLeft();
  });

  const failing = () =>
    [
      [first, 'stopping'],
      [first, 'hanging'],
      [second, 'damaged'],
      [second, 'empty'],
    ] as const;
  const copiesOfFailing = (): Promise<string[][]> =>
    Promise.all(failing().map(([host, app]) => copiesOf(host, `/srv/apps/${app}`)));

  /** Snapshots of each app. */
  async function counts(): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const { tags } of await scene.parts.restic.snapshots()) {
      const app = tags.find((tag) => tag.startsWith('app='))?.slice('app='.length);
      if (app) found[app] = (found[app] ?? 0) + 1;
    }
    return found;
  }
});
