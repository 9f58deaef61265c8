/** A breaking deploy that fails leaves all data as they were: database, folder, volume, SQLite file. */
import { startByScript } from '../../lab';
import { commitOn, json } from '../../lab/commits';
import { adopted, APP, openStage, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

/** Changes what lies in its data before the database, where it fails. */
const migrate = (before: string): string =>
  before.replace(
    'async function main() {',
    `async function main() {
  const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
  for (const folder of ['/data', '/media']) {
    writeFileSync(folder + '/text', 'migrated');
    rmSync(folder + '/gone');
    mkdirSync(folder + '/new');
    writeFileSync(folder + '/new/file', 'new');
  }
  writeFileSync('/files/calls.db', 'migrated');`,
  );

describeOnLab('a breaking deploy that fails', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('data-comes-back');
  });
  afterAll(() => stage?.close());

  it('puts the database back at a first deploy over it, with the app down', async () => {
    await startByScript(stage.lab, stage.host, 'phone', 'v1');
    const note = `select count(note) from voicemails`;
    await stage.sql(
      `insert into voicemails (caller, note) values ('anna', 'call back'), ('bert', 'no hurry')`,
    );
    const before = await stage.sql(note);
    await stage.on(`cd ${APP}/src && docker compose stop`);
    const { result, error } = await stage.deploy('breaking-fails');
    expect({ error: error?.code, outcome: result?.outcome }).toEqual({
      error: 'ScriptFailed',
      outcome: 'undone',
    });
    expect(result?.plan?.from).toBeNull();
    expect(await stage.sql(note)).toBe(before);
    await stage.on(`cd ${APP}/src && docker compose up -d --wait`);
  });

  it('puts back what it has changed in folder, volume and SQLite file, with owners and modes', async () => {
    await adopted(stage);
    const compose = (text: string): string =>
      text
        .replace('- ../data:/data\n', '- ../data:/data\n      - ../files:/files\n      - media:/media\n')
        .replace('volumes:\n  database:', 'volumes:\n  media:\n  database:');
    const wide = commitOn(stage.lab, 'v2', 'wide', { 'docker-compose.yml': compose });
    commitOn(stage.lab, wide, 'wide-breaks', {
      'app.json': json((app) => ({ ...app, version: '2.1.0', migration: 'breaking' })),
      'migrate.js': migrate,
      'migrations/003-broken.sql': () => 'select 1 / 0;\n',
    });
    stage.fleet({
      'apps.phone.data.folders': ['data'],
      'apps.phone.data.sqlite': ['files/calls.db'],
      'apps.phone.data.volumes': ['media'],
    });
    await stage.on(`mkdir -p ${APP}/files`);
    expect((await stage.deploy('wide', '--diverged')).result?.outcome).toBe('succeeded');
    const media = (await stage.asRoot('docker volume inspect -f {{.Mountpoint}} src_media')).trim();
    await stage.asRoot(`set -e
      chmod 0777 ${media}
      for folder in ${APP}/data ${media}; do
        cd $folder
        echo one >text && chown 1000:1000 text
        echo two >gone && chown 1000:1000 gone
        echo three >"owner's 123" && chown 123:456 "owner's 123" && chmod 0640 "owner's 123"
      done
      echo four >${APP}/files/calls.db && chown 1000:1000 ${APP}/files/calls.db`);
    const seen = (): Promise<string> =>
      stage.asRoot(`for folder in ${APP}/data ${media} ${APP}/files; do
        find $folder ! -name postdeploy.log -printf '%P %U:%G %m\\n' | sort
        find $folder -type f ! -name postdeploy.log -exec sha256sum {} + | sort
      done`);
    const before = await seen();
    const { result, error } = await stage.deploy('wide-breaks');
    expect({ error: error?.code, outcome: result?.outcome }).toEqual({
      error: 'ScriptFailed',
      outcome: 'undone',
    });
    expect(result?.steps.find(({ id }) => id === 'dump')?.note).toMatch(/folder \d+ bytes/);
    expect(await seen()).toBe(before);
    expect((await stage.world()).serves?.commit).toBe(wide);
  });
});
