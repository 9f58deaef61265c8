/** Backups of one app on a real host: every kind of data, and what is read back of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupPaths } from '../../src/backup';
import { backupParts, type BackupParts } from './backup-stage';
import { adopted, answerOf, openStage, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

const APP = '/srv/apps/sgos-phone';

describeOnLab('a backup', () => {
  let stage: Stage;
  let parts: BackupParts;

  beforeAll(async () => {
    stage = await openStage('backup');
    parts = await backupParts(stage.lab.ageKeyFile);
    fleet({ from: 'data' });
    await adopted(stage);
    await stage.on(
      `mkdir -p ${APP}/data/voicemails && head -c 300000 /dev/urandom >${APP}/data/voicemails/one.mp3`,
    );
    await stage.on(`sqlite3 ${APP}/data/index.db 'create table t (x); insert into t values (42)'`);
    await stage.on(
      'docker volume create uploads && docker create --name up -v uploads:/u registry:5000/roost-base:1 true && echo hello >/tmp/h && docker cp /tmp/h up:/u/h && docker rm up',
    );
  });
  afterAll(async () => {
    await stage?.close();
    await parts?.remove();
  });

  const fleet = (backup: object): void =>
    stage.fleet({
      ...parts.edit,
      'apps.phone.data': {
        postgres: { service: 'db', database: 'phone', user: 'phone' },
        folders: ['data/voicemails'],
        sqlite: ['data/index.db'],
        volumes: ['uploads'],
      },
      'apps.phone.backup': backup,
    });
  const backup = async (...args: string[]): Promise<DeployAnswer> =>
    answerOf(await stage.roost.run(['backup', 'phone', ...args, '--json']));

  it('is refused while there is no repository, and leaves nothing behind', async () => {
    const { error } = await backup();
    expect(error?.code).toBe('RepositoryMissing');
    expect((await parts.status()).apps.phone).toMatchObject({
      lastSuccess: null,
      lastAttempt: { outcome: 'failed', error: { code: 'RepositoryMissing' } },
    });
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
  });

  it('takes every kind of data, and the app serves on', async () => {
    process.stderr.write((await stage.roost.run(['backup', 'phone', '--plan'])).stdout);
    const answer = await backup();
    process.stderr.write(`${JSON.stringify(answer.result?.steps, null, 1)}\n`);
    expect(answer.error).toBeUndefined();
    const [snapshot, ...more] = (await parts.restic.snapshots('app=phone')).slice(-1);
    expect(more).toEqual([]);
    const status = (await parts.status()).apps.phone!;
    expect(status.lastSuccess).toMatchObject({ snapshot: snapshot!.id, version: '1.1.0' });
    expect(Object.keys(status.lastSuccess!.sources).sort()).toEqual([
      'copies/config',
      'copies/postgres',
      'copies/sqlite/data/index.db',
      'folders/data/voicemails',
      'volumes/uploads',
    ]);
    expect((await stage.world()).serves?.version).toBe('1.1.0');
    const staging = backupPaths(parts.folder).app('phone');
    expect(readdirSync(join(staging, 'copies'))).toEqual(['config', 'postgres', 'sqlite']);
    expect(existsSync(join(staging, 'copies', 'config', 'src', '.env.sops'))).toBe(true);
    expect(existsSync(join(staging, 'copies', 'config', 'src', '.env'))).toBe(false);
    const stdout = readFileSync(join(staging, 'volumes', 'uploads', 'h'), 'utf8');
    expect(stdout).toBe('hello\n');
    expect(readFileSync(join(staging, 'folders', 'data', 'voicemails', 'one.mp3')).length).toBe(300_000);
    expect(await stage.on(`docker ps -a --format '{{.Names}}' | grep -c volume || :`)).toBe('0');
  });

  it('stops the app for its copies where the fleet file says so, and starts it again also where one fails', async () => {
    fleet({ from: 'data', stop: true });
    const policy = () => stage.on("docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' sgos-phone-app");
    const before = await policy();
    const { error, result } = await backup('--keep');
    expect(error).toBeUndefined();
    const [snapshot] = (await parts.restic.snapshots('app=phone')).slice(-1);
    expect(snapshot!.tags).toContain('roost=keep');
    process.stderr.write(
      `${JSON.stringify(result?.steps.map(({ id, seconds, note }) => [id, seconds, note]))}\n`,
    );
    const ids = result!.steps.map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['flag-on', 'stop']);
    expect(ids.slice(ids.indexOf('pull'), ids.indexOf('snapshot'))).toEqual(['pull', 'start', 'flag-off']);
    expect(result).toMatchObject({ found: { down: expect.any(Number) } });
    expect((await stage.world()).serves?.version).toBe('1.1.0');
    await stage.on(`mv ${APP}/data/index.db ${APP}/data/away.db`);
    expect((await backup()).error?.code).toBe('SourceMissing');
    await stage.on(`mv ${APP}/data/away.db ${APP}/data/index.db`);
    expect(await stage.world()).toMatchObject({ serves: { version: '1.1.0' }, lock: false });
    expect(await policy()).toBe(before);
    expect(await stage.on(`ls ${APP}/.roost/ran ${APP}/.roost/stopped 2>/dev/null || :`)).toBe('');
  });
});
