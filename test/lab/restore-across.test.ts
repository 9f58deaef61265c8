/** Data of one app for another, and several apps by one run, on a real host. */
import type { RestorePlan } from '../../src/protocol/plan';
import type { RestoresPlan } from '../../src/protocol/steps/restore';
import { backupParts, type BackupParts } from './backup-stage';
import { adopted, answerOf, APP, openStage, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(600_000);

type Answer = Omit<DeployAnswer, 'plan'> & { plan?: RestorePlan };

const STAGING = '/srv/apps/staging';
const compose = {
  services: {
    web: {
      image: 'registry:5000/roost-base:1',
      // What it finds whenever it starts.
      command: [
        'sh',
        '-c',
        "(psql -h pg -U trial -d trial -Atc 'select caller from voicemails'; ls /data) >>/seen/all 2>&1; exec sleep 1000000",
      ],
      user: '1000:1000',
      init: true,
      environment: { PGPASSWORD: 'trial' },
      volumes: ['./data/voicemails:/data', './seen:/seen'],
      depends_on: { pg: { condition: 'service_healthy' } },
    },
    pg: {
      image: 'registry:5000/roost-base:1',
      command: 'postgres-server',
      user: 'postgres',
      init: true,
      stop_signal: 'SIGINT',
      environment: { POSTGRES_USER: 'trial', POSTGRES_DB: 'trial', POSTGRES_PASSWORD: 'trial' },
      volumes: ['database:/var/lib/postgresql/data'],
      healthcheck: {
        test: ['CMD', 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'trial', '-d', 'trial'],
        interval: '1s',
        retries: 30,
      },
    },
  },
  volumes: { database: {} },
};
const clean =
  'docker compose -p staging exec -T pg psql -U trial -d trial -c "update voicemails set caller = \'nobody\'" && rm -f data/voicemails/one.mp3';

describeOnLab('a restore', () => {
  let stage: Stage;
  let parts: BackupParts;

  beforeAll(async () => {
    stage = await openStage('restore-across');
    parts = await backupParts(stage.lab.ageKeyFile);
    useFleet();
    await adopted(stage);
    await stage.on(`mkdir -p ${APP}/data/voicemails && echo one >${APP}/data/voicemails/one.mp3`);
    await stage.on(`mkdir -p ${APP}/data/extra && echo two >${APP}/data/extra/two`);
    await stage.sql("insert into voicemails (caller) values ('first'), ('second')");
    await stage.on(
      `mkdir -p ${STAGING}/data/voicemails ${STAGING}/seen && cd ${STAGING} && echo own >data/voicemails/own && cat >compose.yml <<'E'\n${JSON.stringify(compose)}\nE\ndocker compose -p staging up -d --wait`,
    );
    await trial("create table voicemails (caller text); insert into voicemails values ('of staging')");
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
    const { error } = answerOf(await stage.roost.run(['backup', 'phone', 'staging', '--json']));
    expect(error).toBeUndefined();
  });
  beforeEach(() => useFleet());
  afterAll(async () => {
    await stage?.close();
    await parts?.remove();
  });

  const staging = (more = {}) => ({
    host: stage.host.name,
    contract: 'compose',
    repository: '/srv/git/site.git',
    directory: STAGING,
    project: 'staging',
    service: 'web',
    health: 'none',
    settle: '1s',
    needs: ['phone'],
    data: {
      postgres: { service: 'pg', database: 'trial', user: 'trial' },
      folders: ['data/voicemails'],
    },
    scripts: { sanitize: clean },
    ...more,
  });
  function useFleet(more = {}): void {
    stage.fleet({
      ...parts.edit,
      'apps.phone.data': {
        postgres: { service: 'db', database: 'phone', user: 'phone' },
        folders: ['data/voicemails', 'data/extra'],
      },
      'apps.phone.backup': { from: 'data' },
      'apps.staging': staging(),
      ...more,
    });
  }

  const trial = async (statement: string): Promise<string> =>
    (
      await stage.on(
        `docker exec $(docker ps -q --filter label=com.docker.compose.service=pg) psql -U trial -d trial -Atc "${statement}"`,
      )
    ).trim();
  const seen = async (): Promise<string[]> => (await stage.on(`cat ${STAGING}/seen/all`)).trim().split('\n');
  const both = ['--only', 'database', '--only', 'data/voicemails'];
  const into = async (...args: string[]): Promise<Answer> =>
    answerOf(await stage.roost.run(['restore', 'phone', '--into', 'staging', ...args, '--json'])) as Answer;

  it('into another app is refused without a place there, or without a script to sanitize', async () => {
    const { error } = await into('--plan');
    expect(error?.code).toBe('DataMismatch');
    expect(error?.message).toContain('data/extra of phone, since data.folders does not name data/extra');
    useFleet({ 'apps.staging': staging({ scripts: {} }) });
    expect((await into(...both)).error?.code).toBe('NotSanitized');
    expect(await trial('select caller from voicemails')).toBe('of staging');
  });

  it('brings another app nothing that its script has not gone through, also when the first host is gone', async () => {
    const { hostKey } = stage.host;
    const proxy = {
      container: 'proxy',
      network: 'sgos',
      flags: '/srv/proxy/flags',
      live: '/srv/proxy/live',
      url: 'http://127.0.0.1:80',
    };
    const ghost = { user: 'deploy', addresses: ['127.0.0.1:9'], hostKey, key: stage.lab.sshKeyFile, proxy };
    const gone = { 'hosts.ghost': ghost, 'apps.phone.host': 'ghost' };
    useFleet({ ...gone, 'apps.staging': staging({ scripts: { sanitize: `${clean} && false` } }) });
    const failed = await into(...both);
    expect(failed).toMatchObject({ error: { code: 'ScriptFailed' }, result: { outcome: 'undone' } });
    expect(await trial('select caller from voicemails')).toBe('of staging');
    useFleet(gone);
    process.stderr.write(
      (await stage.roost.run(['restore', 'phone', '--into', 'staging', ...both, '--plan'])).stdout,
    );
    const done = await into(...both);
    process.stderr.write(`${JSON.stringify(done.result?.steps, null, 1)}\n`);
    expect(done.error).toBeUndefined();
    expect(await trial('select distinct caller from voicemails')).toBe('nobody');
    const shown = await seen();
    expect(shown).toContain('nobody');
    for (const one of ['first', 'second', 'one.mp3']) expect(shown).not.toContain(one);
    const undone = answerOf(await stage.roost.run(['restore', 'undo', done.run!.workflowId, '--json']));
    expect(undone.error).toBeUndefined();
    expect(await trial('select caller from voicemails')).toBe('of staging');
    expect(await stage.on(`ls ${STAGING}/data/voicemails`)).toBe('own');
  });

  it('of what a script wrote runs the restore script: over data that are kept, and come back if it fails', async () => {
    const backup =
      'docker compose -p staging exec -T pg pg_dump -U trial -Fc trial >backup/trial.dump && tar -cf backup/mails.tar data/voicemails';
    const restore = [
      'set -eu',
      'docker compose exec -T pg psql -U trial -d trial -c "drop table voicemails"',
      'docker compose exec -T pg pg_restore -U trial -d trial <"$ROOST_RESTORE_FROM/trial.dump"',
      'rm -f data/voicemails/*',
      'tar -xf "$ROOST_RESTORE_FROM/mails.tar"',
    ].join('; ');
    const scripted = (script: string) => {
      useFleet({
        'apps.staging': staging({ scripts: { backup, restore: script }, backup: { from: 'script' } }),
      });
    };
    const state = async (): Promise<string> =>
      `${await trial('select caller from voicemails')} ${await stage.on(`ls ${STAGING}/data/voicemails`)}`.trim();
    const run = async (...args: string[]): Promise<Answer> =>
      answerOf(await stage.roost.run(['restore', ...args, '--json'])) as Answer;
    scripted(restore);
    expect(answerOf(await stage.roost.run(['backup', 'staging', '--json'])).error).toBeUndefined();
    await trial("update voicemails set caller = 'lost'");
    await stage.on(`mv ${STAGING}/data/voicemails/own ${STAGING}/data/voicemails/other`);
    scripted(`${restore}; exit 7`);
    const failed = await run('staging');
    expect(failed).toMatchObject({ error: { code: 'ScriptFailed' }, result: { outcome: 'undone' } });
    expect(await state()).toBe('lost other');
    scripted(restore);
    process.stderr.write((await stage.roost.run(['restore', 'staging', '--plan'])).stdout);
    const done = await run('staging');
    process.stderr.write(`${JSON.stringify(done.result?.steps, null, 1)}\n`);
    expect(done.error).toBeUndefined();
    expect(await state()).toBe('of staging own');
    expect((await run('undo', done.run!.workflowId)).error).toBeUndefined();
    expect(await state()).toBe('lost other');
    await trial("update voicemails set caller = 'of staging'");
    await stage.on(`mv ${STAGING}/data/voicemails/other ${STAGING}/data/voicemails/own`);
  });

  it('of all apps of a host has one plan, and what is needed comes first', async () => {
    await stage.sql("delete from voicemails where caller = 'first'");
    await trial('delete from voicemails');
    const host = ['restore', '--host', stage.host.name, '--only', 'database'];
    const { plan } = answerOf(
      await stage.roost.run(['restore', 'staging', 'phone', '--only', 'database', '--plan', '--json']),
    ) as unknown as { plan: RestoresPlan };
    expect(plan.apps.map(({ app, needs }) => [app, needs])).toEqual([
      ['phone', []],
      ['staging', ['phone']],
    ]);
    const missing = answerOf(await stage.roost.run([...host, '--json']));
    expect(missing.error).toMatchObject({
      code: 'RestoresRefused',
      message: expect.stringContaining('site: UnknownSnapshot'),
    });
    process.stderr.write(
      (await stage.roost.run(['restore', 'staging', 'phone', '--only', 'database', '--plan'])).stdout,
    );
    const done = answerOf(
      await stage.roost.run([
        'restore',
        'staging',
        'phone',
        '--only',
        'database',
        '--expect',
        plan.hash,
        '--json',
      ]),
    );
    process.stderr.write(`${JSON.stringify(done.result?.steps, null, 1)}\n`);
    expect(done.error).toBeUndefined();
    expect(done.result?.steps.map(({ id, state }) => [id, state])).toEqual([
      ['phone', 'done'],
      ['staging', 'done'],
    ]);
    expect(await trial('select caller from voicemails')).toBe('of staging');
    expect(await stage.sql('select caller from voicemails order by id')).toBe('first\nsecond');
    const [phone] = [`${done.run!.workflowId}-phone`];
    const undone = answerOf(await stage.roost.run(['restore', 'undo', phone, '--json']));
    expect(undone.error).toBeUndefined();
    expect(await stage.sql('select caller from voicemails order by id')).toBe('second');
  });
});
