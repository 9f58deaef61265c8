/**
 * MariaDB, Redis and Valkey in containers: each through a night while it is written to, a restore and a
 * drill, rows and keys compared after each; and what can be wrong with a copy of it: of MariaDB, of all
 * with ROOST_DATABASES=all.
 */
import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { bringDatabases, databases } from '../../lab/databases';
import { backupPaths, MANIFEST, type SnapshotManifest } from '../../src/backup';
import { appTag } from '../../src/restic';
import { beginDatabases, BETWEEN, databaseApps, folderOf, inApp, type DatabaseApp } from './database-apps';
import { localBackup, type LocalBackup } from './local-backup';
import { view } from './moment';
import { answerOf, openStage, pause, until, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

describeOnLab('a server of', () => {
  let stage: Stage;
  let backup: LocalBackup;

  beforeAll(async () => {
    stage = await openStage('databases');
    backup = await localBackup(stage.lab.ageKeyFile, { lockWait: '5s', drill: { budget: '10m' } });
    await bringDatabases(stage.host, databases, (line) => process.stderr.write(`  lab: ${line}\n`));
    await beginDatabases(stage.host);
    fleet();
    await roost('backup', 'init');
  });
  afterAll(async () => {
    await stage?.close();
    backup?.remove();
  });

  /** `more`: settings of the servers. */
  const fleet = (more?: object): void =>
    stage.fleet({
      ...backup.edit,
      'apps.phone': undefined,
      'apps.site': undefined,
      ...Object.fromEntries(
        databaseApps.map((one) => [
          `apps.${one.name}`,
          {
            host: stage.host.name,
            contract: 'compose',
            repository: '/srv/git/site.git',
            directory: folderOf(one),
            service: 'app',
            data: one.data(more),
            scripts: { check: one.check },
            health: { wait: '60s' },
            settle: '1s',
          },
        ]),
      ),
    });
  const roost = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await stage.roost.run(args);
    expect([args, code, stdout + stderr]).toEqual([args, 0, expect.anything()]);
    return stdout;
  };
  const ask = async (...args: string[]): Promise<DeployAnswer> =>
    answerOf(await stage.roost.run([...args, '--json']));
  const on = (one: DatabaseApp, script: string): Promise<string> => inApp(stage.host, one, script);
  const state = (one: DatabaseApp): Promise<string> => on(one, one.state);
  const lengths = async (one: DatabaseApp): Promise<number[]> =>
    (await state(one)).split('\n')[0]!.split(/\s/).map(Number);
  const snapshots = async ({ name }: DatabaseApp): Promise<string[]> =>
    (await backup.restic.snapshots(appTag(name))).map(({ id }) => id);
  const staging = ({ name }: DatabaseApp): string => backupPaths(backup.folder).app(name);
  /** Of what was staged last: the rows that a restore compares. */
  const rowsOf = (one: DatabaseApp): { table: string; rows: number }[] => {
    const file = join(staging(one), MANIFEST);
    const { sources } = JSON.parse(readFileSync(file, 'utf8')) as SnapshotManifest;
    return sources.flatMap((source) => ('rows' in source ? (source.rows ?? []) : []));
  };
  /** Of drills, restores and copies. */
  const left = async (): Promise<string> =>
    (
      await stage.on(
        `docker ps -a --format '{{.Names}}' | grep -e roost-; docker network ls --format '{{.Name}}' | grep roost-; docker volume ls --format '{{.Name}}' | grep roost-; find ~/.local/state/roost/drills -mindepth 2 -maxdepth 2 ! -name .roost; find /srv/apps -name '*.new' -o -path '*/.roost/lock'; true`,
      )
    ).trim();

  async function backsUp({ name }: DatabaseApp): Promise<void> {
    const { error } = await ask('backup', name);
    expect([name, error]).toEqual([name, undefined]);
  }

  /** Fails with this code, makes no snapshot, and says no password. */
  async function backsUpInVain(one: DatabaseApp, code: string): Promise<string> {
    const before = await snapshots(one);
    const { error } = await ask('backup', one.name);
    expect([one.name, error?.code]).toEqual([one.name, code]);
    expect(await snapshots(one)).toEqual(before);
    expect(error?.message).not.toContain(one.secret);
    return error!.message;
  }

  const each = databaseApps.map((one) => [one.server, one] as const);
  const faulty =
    process.env.ROOST_DATABASES === 'all' ? each : each.filter(([server]) => server === 'mariadb');

  it('every kind is copied in a night while it is written to', async () => {
    const writers = databaseApps.map((one) => on(one, one.write));
    await pause(2_000);
    const before = await Promise.all(databaseApps.map(lengths));
    await roost('backup', '--detach');
    await until('the night has ended', async () => (await backup.status()).night !== null, 200_000);
    const after = await Promise.all(databaseApps.map(lengths));
    await Promise.all(databaseApps.map((one) => on(one, 'docker compose exec -T db touch /tmp/stop')));
    await Promise.all(writers);
    process.stderr.write(await roost('backup', 'status'));
    expect((await backup.status()).night).toMatchObject({ succeeded: 3, failed: [], upkeep: null });
    for (const [i, { server }] of databaseApps.entries()) {
      process.stderr.write(`${server}: ${before[i]} rows before the night, ${after[i]} after\n`);
      expect(after[i]![0]).toBeGreaterThan(before[i]![0]! + 100);
    }
  });

  it('every kind is proven by a drill of that copy: its rows, and that the app finds it of one moment', async () => {
    const live = await Promise.all(databaseApps.map(state));
    const { error } = await ask('drill', ...databaseApps.map(({ name }) => name));
    const { drills } = await backup.status();
    process.stderr.write(`${JSON.stringify(Object.values(drills).map(({ last }) => last))}\n`);
    expect(error).toBeUndefined();
    for (const one of databaseApps) {
      const rows = rowsOf(one);
      const sum = { tables: rows.length, rows: rows.reduce((all, { rows }) => all + rows, 0) };
      expect(sum.rows).toBeGreaterThan(BETWEEN);
      expect(drills[one.name]?.proven).toMatchObject({ rows: sum, error: null });
    }
    expect(await Promise.all(databaseApps.map(state))).toEqual(live);
    expect(await left()).toBe('');
  });

  /** What a restore has replaced, and its run. */
  const replaced: Record<string, { lost: string; run: string }> = {};

  it.each(each)('%s comes back as it was, and has it after it was killed and started', async (_, one) => {
    const whole = await state(one);
    await backsUp(one);
    await on(one, one.lose);
    const lost = await state(one);
    expect(lost).not.toBe(whole);
    const { error, result, run } = await ask('restore', one.name);
    const steps = result?.steps.map(({ id, seconds }) => [id, seconds]);
    process.stderr.write(`${one.server}: ${JSON.stringify(steps)}\n`);
    expect(error).toBeUndefined();
    expect(await state(one)).toBe(whole);
    await on(one, 'docker compose kill db; docker compose up -d --wait');
    expect(await state(one)).toBe(whole);
    replaced[one.name] = { lost, run: run!.workflowId };
  });

  it.each(faulty)('%s with another password is not copied, and no password is told', async (_, one) => {
    fleet({ password: { file: '/etc/hostname' } });
    const said = await backsUpInVain(one, 'CopyFailed');
    process.stderr.write(`${said}\n`);
    expect(said).toContain(`data.${one.server === 'mariadb' ? 'mariadb' : 'redis'}.password`);
    fleet();
  });

  it.each(faulty)(
    '%s that is away, or goes away in the middle of its copy, is not copied',
    async (_, one) => {
      const whole = await state(one);
      await on(one, 'docker compose stop -t 20 db');
      await backsUpInVain(one, 'SourceMissing');
      await on(one, 'docker compose up -d --wait');
      const before = await snapshots(one);
      const held = on(one, one.hold);
      await roost('backup', one.name, '--detach');
      await held;
      await on(one, 'docker compose kill db');
      await until('the backup has ended', async () => {
        const run = await view(stage, `backup-${one.name}`);
        return run !== null && run.status !== 'running';
      });
      const { lastAttempt } = (await backup.status()).apps[one.name]!;
      process.stderr.write(`${JSON.stringify(lastAttempt)}\n`);
      expect(lastAttempt?.error?.code).toBe('CopyFailed');
      expect(await snapshots(one)).toEqual(before);
      await on(one, 'docker compose up -d --wait');
      expect(await state(one)).toBe(whole);
      await backsUp(one);
    },
  );

  it.each(faulty)(
    '%s keeps what it has where its copy is cut short, and gets back what was replaced',
    async (_, one) => {
      const whole = await state(one);
      truncateSync(join(staging(one), one.staged), 1_000_000);
      await backup.restic.backup({ path: staging(one), host: stage.host.name, tags: [appTag(one.name)] });
      for (const verb of ['restore', 'drill']) {
        const { error, result } = await ask(verb, one.name);
        process.stderr.write(`${one.server}: ${error?.code}: ${error?.message}\n`);
        expect([verb, error?.code]).toEqual([verb, 'CopyDamaged']);
        expect(result?.outcome).toBe('undone');
      }
      expect(await state(one)).toBe(whole);
      expect(await left()).toBe('');
      const { lost, run } = replaced[one.name]!;
      expect((await ask('restore', 'undo', run)).error).toBeUndefined();
      expect(await state(one)).toBe(lost);
    },
  );
});
