/** Whatever fails in a night: who is hit fails with the right code, the others succeed, nothing is left, and the next night is clean. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropSsh, exec, killHost, startByScript, startHost, type LabHost } from '../../lab';
import { commitOn, json } from '../../lab/commits';
import { backupPaths, changeStatus } from '../../src/backup';
import { backupParts, type BackupParts } from './backup-stage';
import { signal, up } from './moment';
import { faultApps, faultData, mode } from './night-apps';
import { answerOf, openStage, until, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

/** Where the database's image has its programs. */
const PG = '/usr/lib/postgresql/17/bin';
const isRoot = process.getuid?.() === 0;

describeOnLab('a night in which things fail', () => {
  let stage: Stage;
  let parts: BackupParts;
  let first: LabHost;
  let second: LabHost;
  let third: LabHost;
  const mounted: string[] = [];

  beforeAll(async () => {
    stage = await openStage('night-faults', {}, 3);
    [first, second, third] = stage.lab.hosts as [LabHost, LabHost, LabHost];
    parts = await backupParts(stage.lab.ageKeyFile);
    await startByScript(stage.lab, first, 'phone', 'v1');
    await faultData(stage.lab.hosts);
    backupFleet();
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
  });
  afterAll(async () => {
    for (const folder of mounted) execFileSync('umount', [folder]);
    await stage?.close();
    await parts?.remove();
  });

  function backupFleet(more: object = {}): void {
    const { backup, ...edit } = parts.edit;
    stage.fleet({
      ...edit,
      ...faultApps(stage.lab.hosts.map(({ name }) => name)),
      backup: { ...(backup as object), lockWait: '5s', atOnce: { perHost: 3, all: 6 }, ...more },
    });
  }

  const on = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', script]);
  const asRoot = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', script], { user: 'root' });
  const backup = async (...apps: string[]): Promise<DeployAnswer> => answerOf(await stage.roost.run(['backup', ...apps, '--json']));
  const fails = async (app: string, code: string): Promise<void> => {
    const before = await parts.restic.snapshots(`app=${app}`);
    const { error } = await backup(app);
    expect([app, error?.code]).toEqual([app, code]);
    expect(await parts.restic.snapshots(`app=${app}`)).toEqual(before);
    expect((await parts.status()).apps[app]?.lastAttempt?.error?.code).toBe(code);
  };
  const succeeds = async (app: string): Promise<void> => {
    const before = (await parts.restic.snapshots(`app=${app}`)).length;
    const { error } = await backup(app);
    expect([app, error]).toEqual([app, undefined]);
    // Never twice, whatever was tried again.
    expect(await parts.restic.snapshots(`app=${app}`)).toHaveLength(before + 1);
  };
  /** When the app's run is in that step. */
  const inStep = (app: string, step: string): Promise<void> =>
    until(`${app} is in ${step}`, async () => {
      const { stdout } = await stage.roost.run(['show', `backup-${app}`, '--json']);
      const { run, progress } = JSON.parse(stdout) as { run?: { status: string }; progress?: { steps: { id: string; state: string }[] } };
      return run?.status === 'running' && progress?.steps.find(({ id }) => id === step)?.state === 'running';
    });

  /** What `pg_dump` in the database's container does instead; null: itself again. */
  async function pgDump(body: string | null): Promise<void> {
    const db = '$(docker ps -q --filter label=com.docker.compose.service=db)';
    const real = `docker exec -u root ${db} sh -c 'cd ${PG}; [ ! -e pg_dump.real ] || mv -f pg_dump.real pg_dump'`;
    const put = `docker exec -u root ${db} mv ${PG}/pg_dump ${PG}/pg_dump.real && printf '#!/bin/sh\\n%s\\n' '${body}' >/tmp/w && chmod 755 /tmp/w && docker cp /tmp/w ${db}:${PG}/pg_dump`;
    await on(first, body === null ? real : put);
  }

  async function leftovers(): Promise<string[]> {
    const found: string[] = [];
    for (const host of [first, second, third]) {
      const says = await asRoot(
        host,
        `find /srv/apps -name '*.new' -o -name 'half-*' -o -path '*/.roost/lock' ; docker ps -a --filter label=roost.operation -q; pgrep -u deploy -a rsync || :; pgrep -u deploy -af '[b]ackup.sh' || :`,
      );
      found.push(
        ...says
          .split('\n')
          .filter(Boolean)
          .map((line) => `${host.name}: ${line}`),
      );
    }
    const walk = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.roost-partial'));
    found.push(...walk(backupPaths(parts.folder).staging));
    const { marks } = backupPaths(parts.folder);
    found.push(...(existsSync(marks) ? readdirSync(marks) : []).filter((name) => /\.(child|door|snapshotting)$/.test(name)));
    return found;
  }

  describe('on its own', () => {
    it.each([
      ['a script that fails', 'fail', 'ScriptFailed'],
      ['a script that hangs', 'hang', 'TookTooLong'],
      ['a dump of 0 bytes', 'empty', 'CopyEmpty'],
      ['a script that writes nothing', 'nothing', 'CopyEmpty'],
      ['a truncated dump', 'cut', 'CopyDamaged'],
    ])('%s', async (_, how, code) => {
      await mode(third, 'legacy', how);
      await fails('legacy', code);
      await mode(third, 'legacy', 'ok');
      expect(await leftovers()).toEqual([]);
    });

    it('a script that stops the app and fails: the app runs again', async () => {
      await mode(third, 'stopping', 'stop');
      await fails('stopping', 'ScriptFailed');
      expect(await on(third, `docker inspect -f '{{.State.Running}}' stopping-app`)).toBe('true');
      await mode(third, 'stopping', 'ok');
    });

    it.each([
      ['of 0 bytes', 'exit 0', 'CopyEmpty'],
      ['that is truncated', `${PG}/pg_dump.real "$@" | head -c 1500`, 'CopyDamaged'],
      ['that fails', 'echo "the disk is gone" >&2; exit 1', 'CopyFailed'],
    ])("a database's dump %s", async (_, body, code) => {
      await pgDump(body);
      await fails('phone', code);
      await pgDump(null);
      expect(await leftovers()).toEqual([]);
    });

    it('a host that is down, and one that dies in mid-dump and comes back', async () => {
      await killHost(third);
      await fails('uploads', 'HostUnreachable');
      await startHost(third);
      await mode(third, 'legacy', 'slow');
      const going = backup('legacy');
      await inStep('legacy', 'copy-script');
      await until('the script runs', async () => (await on(third, 'pgrep -f "[s]leep 6.5" | wc -l')) !== '0');
      await killHost(third);
      await startHost(third);
      expect((await going).error).toBeUndefined();
      await mode(third, 'legacy', 'ok');
      expect(await leftovers()).toEqual([]);
    });

    (isRoot ? it : it.skip)('no space on the host, and none in the staging', async () => {
      await asRoot(third, 'mount -t tmpfs -o size=1m,uid=1000 tmpfs /srv/apps/legacy/backup');
      await mode(third, 'legacy', 'full');
      await fails('legacy', 'DiskFull');
      await asRoot(third, 'umount /srv/apps/legacy/backup');
      await mode(third, 'legacy', 'ok');
      const staging = backupPaths(parts.folder).app('big');
      mkdirSync(staging, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', staging]);
      mounted.push(staging);
      await fails('big', 'DiskFull');
      execFileSync('umount', [mounted.pop()!]);
      await succeeds('big');
      expect(await leftovers()).toEqual([]);
    });

    it('a network that is cut in mid-rsync: it goes on', async () => {
      await on(second, `head -c 300000000 /dev/urandom >/srv/apps/big/data/more.bin`);
      const going = backup('big');
      await inStep('big', 'pull');
      await dropSsh(second);
      expect((await going).error).toBeUndefined();
      await on(second, 'rm /srv/apps/big/data/more.bin');
    });

    it('S3 that is away in mid-upload: it goes on when it is back', async () => {
      await on(second, `head -c 60000000 /dev/urandom >/srv/apps/big/data/more.bin`);
      const cut = parts.way.cutAfter(20_000_000, 4_000);
      const going = backup('big');
      await cut;
      expect((await going).error).toBeUndefined();
      await on(second, 'rm /srv/apps/big/data/more.bin');
    });

    it('a wrong password', async () => {
      const { backup: configured } = parts.edit as { backup: { repository: object } };
      backupFleet({ repository: { ...configured.repository, password: { secret: 'S3_KEY' } } });
      await fails('files', 'RepositoryPasswordWrong');
      backupFleet();
      await succeeds('files');
    });

    it('a stale lock of a restic that is dead: removed, and it goes on', async () => {
      await parts.lockAndDie();
      await succeeds('files');
    });

    it('an app that is locked by a deploy which waits for a decision', async () => {
      backupFleet();
      const commit = commitOn(stage.lab, stage.lab.repos.phone.commits['v2']!, 'night-waits', {
        'knobs.json': json((knobs) => ({ ...knobs, postdeploySeconds: 20 })),
        'app.json': json((app) => ({ ...app, version: '1.2.9' })),
      });
      const deploy = await stage.begin(commit);
      await until('its script runs', async () => (await on(first, 'docker ps -q --filter label=roost.operation')) !== '');
      await on(first, 'docker kill $(docker ps -q --filter label=roost.operation)');
      await until('it waits', async () => ((await stage.roost.json<{ progress?: { phase: string } }>(['show', deploy])).progress?.phase ?? '') === 'waiting');
      await fails('phone', 'LockWaitTimeout');
      expect((await stage.roost.run(['decide', deploy, 'undo'])).code).toBe(0);
      await until('it is over', async () => (await stage.roost.json<{ run: { status: string } }>(['show', deploy])).run.status !== 'running');
      await succeeds('phone');
    });
  });

  /** Of every app that is to fail in the great night, its code. */
  const expected = { legacy: 'ScriptFailed', stopping: 'CopyDamaged', uploads: 'TookTooLong', phone: 'CopyEmpty' };

  it('all in one night: who is hit fails, the others succeed, and Temporal is killed in its middle', async () => {
    await mode(third, 'legacy', 'fail');
    await mode(third, 'stopping', 'cut');
    await mode(third, 'uploads', 'hang');
    await pgDump('exit 0');
    await succeeds('files');
    // What is left afterwards is needed by this night too.
    for (const app of ['big', 'files', 'legacy']) await parts.restic.forget(`app=${app}`, { daily: 1, weekly: 0, monthly: 0 });
    await parts.restic.prune();
    damageOnePack();
    await changeStatus(backupPaths(parts.folder).status, ({ repository }) => void (repository.checked = null));
    await on(second, `head -c 100000000 /dev/urandom >/srv/apps/big/data/more.bin`);
    const before = (await parts.status()).night;
    expect((await stage.roost.run(['backup', '--detach'])).code).toBe(0);
    await inStep('big', 'pull');
    await dropSsh(second);
    signal(stage, 'server', 'SIGKILL');
    signal(stage, 'worker', 'SIGKILL');
    await up(stage);
    await until('the night has ended', async () => (await parts.status()).night?.endedAt !== before?.endedAt, 200_000);
    process.stderr.write((await stage.roost.run(['backup', 'status'])).stdout);
    const { night } = await parts.status();
    expect(Object.fromEntries(night!.failed.map(({ app, code }) => [app, code]))).toEqual(expected);
    expect(night).toMatchObject({ succeeded: 4, upkeep: { code: 'RepositoryDamaged' } });
    expect(await on(third, `docker inspect -f '{{.State.Running}}' stopping-app`)).toBe('true');
    expect(await leftovers()).toEqual([]);
  });

  it('the next night is clean', async () => {
    for (const app of ['legacy', 'stopping', 'uploads']) await mode(third, app, 'ok');
    await pgDump(null);
    await on(second, 'rm -f /srv/apps/big/data/more.bin');
    mendPack();
    const answer = answerOf(await stage.roost.run(['backup', '--json']));
    expect(answer.error).toBeUndefined();
    expect((await parts.status()).night).toMatchObject({ succeeded: 8, failed: [], upkeep: null });
    await parts.restic.check(1, 1);
    expect(await leftovers()).toEqual([]);
  });

  let damaged: { file: string; was: Buffer } | null = null;

  function damageOnePack(): void {
    const data = join(parts.s3.folder, 'nights', 'data');
    const packs = readdirSync(data, { recursive: true, encoding: 'utf8' })
      .map((name) => join(data, name))
      .filter((file) => statSync(file).isFile())
      .sort((a, b) => statSync(b).size - statSync(a).size);
    damaged = { file: packs[0]!, was: readFileSync(packs[0]!) };
    truncateSync(damaged.file, Math.floor(damaged.was.length / 2));
  }

  function mendPack(): void {
    writeFileSync(damaged!.file, damaged!.was);
  }
});
