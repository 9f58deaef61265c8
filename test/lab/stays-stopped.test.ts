/**
 * What a deploy has stopped stays stopped, whatever Docker starts by
 * itself: nothing is written behind a dump.
 */
import { startDocker, stopDocker } from '../../lab';
import { commitOn, json } from '../../lab/commits';
import { end } from './moment';
import { adopted, APP, openStage, until, untilOn, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

/** Writes a row ten times a second, and its number beside the database when that has answered. */
const ticker = `
  ticker:
    image: registry:5000/roost-base:1
    restart: always
    stop_grace_period: 1s
    env_file: .env
    command:
      - sh
      - -c
      - |
        export PGPASSWORD="$$POSTGRES_PASSWORD"
        while sleep 0.1; do
          psql -h db -U phone -d phone -Atqc "insert into voicemails (caller) values ('tick') returning id" >>/data/ticks 2>/dev/null
        done
    user: "1000:1000"
    volumes:
      - ../data:/data
    networks: [internal]
    depends_on:
      db:
        condition: service_healthy
`;

describeOnLab('Docker is restarted between the stop and the dump of a breaking deploy', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('stays-stopped');
    await adopted(stage);
  });
  afterAll(() => stage?.close());

  it('every row that was written is there when the deploy is undone', async () => {
    const compose = (text: string): string =>
      text
        .replaceAll('restart: unless-stopped', 'restart: always')
        .replace('\n  db:\n', `${ticker}\n  db:\n`);
    const ticking = commitOn(stage.lab, 'v2', 'ticking', { 'docker-compose.yml': compose });
    commitOn(stage.lab, ticking, 'breaks', {
      'app.json': json((app) => ({ ...app, version: '2.0.9', migration: 'breaking' })),
      'knobs.json': json((knobs) => ({ ...knobs, postdeploySeconds: 3 })),
      'migrations/003-broken.sql': () => 'select 1 / 0;\n',
    });
    expect((await stage.deploy('ticking', '--diverged')).result?.outcome).toBe('succeeded');
    const ticks = async (): Promise<string[]> =>
      (await stage.on(`cat ${APP}/data/ticks`)).split('\n').filter(Boolean);
    await until('ticks', async () => (await ticks()).length > 5);

    // So that the dump waits.
    await stage.on(
      `docker exec -d $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -c 'begin; lock table postdeploy_runs in access exclusive mode; select pg_sleep(120)'`,
    );
    const run = await stage.begin('breaks');
    await untilOn(stage.host, 'a dump that is being made', `ls ${APP}/.roost/releases/*/before.dump.new`);
    await stopDocker(stage.host);
    await startDocker(stage.host);
    const { result, error } = await end(stage, run);
    expect(error).toMatchObject({ code: 'ScriptFailed' });
    expect(result?.outcome).toBe('undone');

    await stage.on('docker stop $(docker ps -q --filter label=com.docker.compose.service=ticker)');
    const written = await ticks();
    const rows = new Set((await stage.sql(`select id from voicemails where caller = 'tick'`)).split('\n'));
    const lost = written.filter((id) => !rows.has(id));
    process.stderr.write(`  ${written.length} rows written, ${rows.size} there, ${lost.length} lost\n`);
    expect(lost).toEqual([]);
  });
});
