/**
 * Restores on a real host: every kind of data lost and brought back,
 * compared byte for byte and row for row.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startByScript } from '../../lab';
import type { RestorePlan } from '../../src/protocol/plan';
import type { Restored } from '../../src/protocol/steps/restore';
import { backupParts, type BackupParts } from './backup-stage';
import { answerOf, APP, openStage, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(600_000);

type Answer = Omit<DeployAnswer, 'plan' | 'result'> & {
  plan?: RestorePlan;
  result?: DeployAnswer['result'] & { found?: { restored: Restored } };
};

describeOnLab('a restore', () => {
  let stage: Stage;
  let parts: BackupParts;
  let first: string;
  /** Before roost's first deploy: the data as they were, and after rows were lost and restored. */
  let undeployed: { before: string[]; answer: Answer; after: string[]; undone: Answer; again: Answer };

  beforeAll(async () => {
    stage = await openStage('restore');
    parts = await backupParts(stage.lab.ageKeyFile);
    useFleet();
    await startByScript(stage.lab, stage.host, 'phone', stage.commit('v1'));
    await stage.on(
      `mkdir -p ${APP}/data/voicemails/deep && cd ${APP}/data/voicemails && head -c 300000 /dev/urandom >one.mp3 && echo two >"deep/it's two.txt" && ln -s one.mp3 link && chmod 640 one.mp3`,
    );
    await stage.on(`sqlite3 ${APP}/data/index.db 'create table t (x); insert into t values (42)'`);
    await stage.on(
      'docker volume create uploads && docker create --name up -v uploads:/u registry:5000/roost-base:1 true && echo hello >/tmp/h && docker cp /tmp/h up:/u/h && docker rm up',
    );
    await stage.sql("insert into voicemails (caller) values ('first'), ('second')");
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
    await backUp();
    undeployed = await loseAndRestore();
    expect((await stage.deploy('v2')).error).toBeUndefined();
    first = await backUp();
  });
  afterAll(async () => {
    await stage?.close();
    await parts?.remove();
  });

  function useFleet(more = {}): void {
    stage.fleet({
      ...parts.edit,
      'apps.phone.data': {
        postgres: { service: 'db', database: 'phone', user: 'phone' },
        folders: ['data/voicemails'],
        sqlite: ['data/index.db'],
        volumes: ['uploads'],
      },
      'apps.phone.backup': { from: 'data' },
      ...more,
    });
  }

  async function backUp(): Promise<string> {
    const { error } = answerOf(await stage.roost.run(['backup', 'phone', '--json']));
    expect(error).toBeUndefined();
    return (await parts.restic.snapshots('app=phone')).at(-1)!.id;
  }
  const restore = async (...args: string[]): Promise<Answer> =>
    answerOf(await stage.roost.run(['restore', 'phone', ...args, '--json'])) as Answer;

  async function loseAndRestore(): Promise<typeof undeployed> {
    const before = await data();
    await stage.sql('delete from voicemails');
    const answer = await restore();
    const after = await data();
    const run = answer.run?.workflowId ?? '';
    const undone = answerOf(await stage.roost.run(['restore', 'undo', run, '--json'])) as Answer;
    return { before, answer, after, undone, again: await restore('--only', 'database') };
  }

  /** Done while the app lacks its table. */
  async function withoutTable<T>(act: () => Promise<T>): Promise<T> {
    await stage.sql('alter table voicemails rename to elsewhere');
    const done = await act();
    await stage.sql('alter table elsewhere rename to voicemails');
    return done;
  }

  const healthNeedsTheTable = {
    'apps.phone.health.path': '/',
    'apps.phone.health.json': {},
    'apps.phone.health.wait': '5s',
  };

  /** Everything that can be lost: rows, files with mode and owner, a SQLite file, a volume. */
  /** Without the ways back, which lie beside. */
  const data = async (): Promise<string[]> => [
    await stage.sql('select * from voicemails order by id').catch(() => 'no table'),
    await stage.on(
      `cd ${APP}/data 2>/dev/null && find voicemails ! -name '.*.roost-kept-*' | sort | while read -r f; do stat -c '%n %F %a %u:%g' "$f"; [ ! -f "$f" ] || sha256sum <"$f"; done`,
    ),
    await stage.on(`sqlite3 ${APP}/data/index.db 'select x from t' 2>&1 || :`),
    await stage.on(
      'docker run --rm --entrypoint sh -v uploads:/u registry:5000/roost-base:1 -c "cd /u && find . -type f -exec sha256sum {} + | sort" 2>&1',
    ),
  ];
  const nothingLeft = async (): Promise<void> => {
    const world = await stage.world();
    expect(world).toMatchObject({ lock: false, jobs: 0, oneOffs: [] });
    expect(world.flags.filter((flag) => !flag.startsWith('live/'))).toEqual([]);
    expect(world.serves?.version).toBe('1.1.0');
  };

  it('restores what is only backed up, and was never deployed by roost', () => {
    const { before, answer, after, undone, again } = undeployed;
    for (const { error, result } of [answer, undone, again])
      expect([error, result?.outcome]).toEqual([undefined, 'succeeded']);
    expect(after).toEqual(before);
  });

  it('shows in its plan what is replaced, and changes nothing', async () => {
    const before = await data();
    const { plan, error } = await restore('--plan');
    expect(error).toBeUndefined();
    expect(plan?.restore.snapshot.id).toBe(first);
    process.stderr.write((await stage.roost.run(['restore', 'phone', '--plan'])).stdout);
    expect((await restore('--plan')).plan?.hash).toBe(plan?.hash);
    expect(await data()).toEqual(before);
  });

  it('brings back rows, a dropped table, a folder, a SQLite file and a volume in one run', async () => {
    const before = await data();
    await stage.sql('drop table voicemails cascade');
    await stage.on(`rm -rf ${APP}/data/voicemails && sqlite3 ${APP}/data/index.db 'delete from t'`);
    await stage.on(
      'docker run --rm --entrypoint sh -v uploads:/u registry:5000/roost-base:1 -c "rm -f /u/h; echo new >/u/new"',
    );
    expect(await data()).not.toEqual(before);
    const answer = await restore('--reason', 'it is all gone');
    process.stderr.write(`${JSON.stringify(answer.result?.steps, null, 1)}\n`);
    expect(answer.error).toBeUndefined();
    expect(answer.result).toMatchObject({ outcome: 'succeeded' });
    expect(answer.result?.found?.restored.items).toHaveLength(4);
    expect(await data()).toEqual(before);
    await nothingLeft();
    // The way back is there.
    expect(await stage.sql('select datname from pg_database order by 1')).toContain('roost_kept_');
  });

  it('brings one file back by its path and a day, and leaves all else', async () => {
    await stage.sql("insert into voicemails (caller) values ('third')");
    const before = await data();
    await stage.on(`cd ${APP}/data/voicemails && echo broken >one.mp3 && echo new >new.txt`);
    const answer = await restore('--path', 'data/voicemails/one.mp3', '--snapshot', 'today');
    expect(answer.error).toBeUndefined();
    await stage.on(`rm ${APP}/data/voicemails/new.txt`);
    expect((await data()).map((text) => text.replace(/.*roost-kept.*\n[0-9a-f]+ {2}-\n/g, ''))).toEqual(
      before,
    );
    await nothingLeft();
  });

  it('gives the former data back where the app is not healthy on the restored ones', async () => {
    const broken = await withoutTable(backUp);
    const before = await data();
    // The restore that was undone before keeps what it had brought.
    const databases = await stage.sql('select datname from pg_database order by 1');
    useFleet(healthNeedsTheTable);
    const answer = await restore('--snapshot', broken.slice(0, 12));
    expect(answer.error?.code).toBe('Unhealthy');
    expect(answer.result).toMatchObject({ outcome: 'undone' });
    expect(await data()).toEqual(before);
    useFleet();
    await nothingLeft();
    expect(await stage.sql('select datname from pg_database order by 1')).toBe(databases);
  });

  it('is undone later, and says what was written since', async () => {
    const before = await data();
    await stage.on(`echo lost >${APP}/data/voicemails/one.mp3`);
    const former = await data();
    const done = await restore('--snapshot', first.slice(0, 12));
    expect(done.error).toBeUndefined();
    expect(await data()).not.toEqual(former);
    await stage.sql("insert into voicemails (caller) values ('since')");
    const run = done.run!.workflowId;
    const planned = answerOf(await stage.roost.run(['restore', 'undo', run, '--plan', '--json'])) as Answer;
    const tables = planned.facts?.restore?.now.flatMap(({ tables: all = [] }) => all);
    expect(tables).toContainEqual({ table: 'public.voicemails', now: 3, then: 2 });
    const undone = answerOf(
      await stage.roost.run(['restore', 'undo', run, '--expect', planned.plan!.hash, '--json']),
    );
    expect(undone.error).toBeUndefined();
    expect(await data()).toEqual(former);
    await nothingLeft();
    const again = answerOf(await stage.roost.run(['restore', 'undo', run, '--json']));
    expect(again.error?.code).toBe('RestoreGone');
    expect((await restore('--path', 'data/voicemails/one.mp3')).error).toBeUndefined();
    expect(await data()).toEqual(before);
  });

  it('shows what a snapshot holds, and brings one file here', async () => {
    const listed = await stage.roost.run(['browse', 'phone', 'latest', 'data/voicemails']);
    expect(listed.stdout).toMatch(/300 KB {2}folders\/data\/voicemails\/one.mp3/);
    const file = join(mkdtempSync(join(tmpdir(), 'roost-file-')), 'one.mp3');
    const { code } = await stage.roost.run([
      'restore',
      'phone',
      '--path',
      'data/voicemails/one.mp3',
      '--to-file',
      file,
    ]);
    expect(code).toBe(0);
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(
      (await stage.on(`sha256sum <${APP}/data/voicemails/one.mp3`)).slice(0, 64),
    );
  });

  it('loads beside the live data, where it is asked to', async () => {
    const before = await data();
    const answer = await restore('--snapshot', first.slice(0, 12), '--into', 'scratch');
    expect(answer.error).toBeUndefined();
    expect(await data()).toEqual(before);
    const [database] = answer.result!.found!.restored.items;
    const name = database!.kept.replace('database ', '');
    expect(
      (
        await stage.on(
          `docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d ${name} -Atc 'select caller from voicemails order by id'`,
        )
      ).trim(),
    ).toContain('second');
    await nothingLeft();
  });

  it('brings the release of a snapshot back with its data over a breaking migration; one undo returns both', async () => {
    const before = await data();
    const broken = await withoutTable(backUp);
    const old = (await backUp()).slice(0, 12);
    const version = async (): Promise<string | undefined> => (await stage.world()).serves?.version;
    expect((await stage.deploy('v4-breaking')).error).toBeUndefined();
    const migrated = await data();
    const newer = await version();
    expect(newer).not.toBe('1.1.0');
    const done = await restore('--snapshot', old, '--release', 'snapshot');
    expect(done.error).toBeUndefined();
    expect(done.result).toMatchObject({ outcome: 'succeeded' });
    expect([await version(), await data()]).toEqual(['1.1.0', before]);
    const undone = answerOf(
      await stage.roost.run(['restore', 'undo', done.run!.workflowId, '--json']),
    ) as Answer;
    expect(undone.error).toBeUndefined();
    expect([await version(), await data()]).toEqual([newer, migrated]);
    // One that fails on its data leaves both as they were.
    useFleet(healthNeedsTheTable);
    const failed = await restore('--snapshot', broken.slice(0, 12), '--release', 'snapshot');
    expect(failed.result).toMatchObject({ outcome: 'undone' });
    useFleet();
    expect([await version(), await data()]).toEqual([newer, migrated]);
  });
});
