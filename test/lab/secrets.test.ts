/** No value of a secret leaves: scanned is all that runs of every kind have left, and what ran meanwhile. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../lab';
import { commitOn, json } from '../../lab/commits';
import type { RoostCall } from '../../lab/roost';
import { stateFiles } from '../../src/lib/files/state';
import { type Temporal } from '../../src/temporal/connect';
import { scan, type Secret } from '../secrets';
import { type BackupParts } from './backup-stage';
import { SecretsScene, token } from './secrets-scene';
import { answerOf, until, untilOn, APP, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

/**
 * Where the app's secrets belong on its host; and what the engine writes
 * while it runs a health check in the container.
 */
const belongs =
  /^\/srv\/apps\/sgos-phone\/(\.roost\/releases\/\d+\/tree\/)?src\/\.env$|^\/tmp\/runc-process\d+$/;

/** Git hands its own helper the address that the host's configuration names. */
const gitHelper = /git[ -]remote-https? /;

describeOnLab('secrets', () => {
  const scene = new SecretsScene();
  let stage: Stage;
  let temporal: Temporal;
  let secrets: Secret[];
  let url: string;
  let keys: string;
  let parts: BackupParts;
  const { printed } = scene;
  beforeAll(async () => void ({ stage, temporal, secrets, url, keys, parts } = await scene.open()));
  afterAll(() => scene.close());

  const roost = (...args: string[]): Promise<RoostCall> => stage.roost.run(args);

  /** For people and for programs: the run itself, and the run as it is shown later. */
  async function deploy(ref: string, ...args: string[]): Promise<DeployAnswer> {
    const answer = answerOf(await roost('deploy', 'phone', '--ref', ref, ...args, '--json'));
    if (answer.run) for (const more of [[], ['--json']]) await roost('show', answer.run.workflowId, ...more);
    return answer;
  }

  const commit = async (name: string, edits: Parameters<typeof commitOn>[3]): Promise<string> =>
    commitOn(stage.lab, (await stage.world()).serves!.commit, name, edits);

  it('of a deploy that recreates', async () => {
    expect(await deploy('v3-safe', '--strategy', 'recreate')).toMatchObject({ ok: true });
    expect(await stage.on(`find ${APP} -name .env -exec stat -c %a {} + | sort -u`)).toBe('600');
  });

  it('of a script that prints its environment, in a worker that has decrypted nothing', async () => {
    await commit('prints-env', {
      'app.json': json((app) => ({
        ...app,
        version: '1.6.0',
        scripts: { postdeploy: 'env; sleep 8.5; env; exit 1' },
      })),
    });
    const deploying = deploy('prints-env');
    await untilOn(stage.host, 'the script sleeps', "ps -eo args | grep -x 'sleep 8.5'", 120_000);
    const { pid } = JSON.parse(readFileSync(stateFiles(stage.roost.env).workerPid, 'utf8')) as {
      pid: number;
    };
    process.kill(pid, 'SIGKILL');
    const logged = await stage.on('docker logs $(docker ps -q --filter label=roost.operation)');
    // That it could be found at all.
    expect((await scan(secrets, { texts: { logged } })).findings.map(({ secret }) => secret)).toEqual(
      expect.arrayContaining(['POSTGRES_PASSWORD', 'API_TOKEN']),
    );
    expect((await roost('up', '--port', '0', '--ui-port', '0')).code).toBe(0);
    expect(await deploying).toMatchObject({
      error: { code: 'ScriptFailed', message: expect.stringContaining('API_TOKEN=[redacted]') },
    });
  });

  it('of an app that logs its environment and never gets healthy', async () => {
    await commit('logs-env', {
      'app.json': json((app) => ({ ...app, version: '1.6.1' })),
      'knobs.json': json((knobs) => ({ ...knobs, healthy: false })),
      'server.js': (before) =>
        `${before}\nconsole.log(process.env.API_TOKEN, JSON.stringify(process.env));\n`,
    });
    expect(await deploy('logs-env')).toMatchObject({
      error: { code: 'Unhealthy', message: expect.stringContaining('[redacted]') },
    });
  });

  it('of a Compose file that puts one where it cannot stand', async () => {
    await commit('bad-compose', {
      'app.json': json((app) => ({ ...app, version: '1.6.2' })),
      'docker-compose.yml': (before) =>
        before.replace('\n  db:\n', '    ports: ["${API_TOKEN}:80"]\n\n  db:\n'),
    });
    expect(await deploy('bad-compose', '--strategy', 'recreate')).toMatchObject({
      error: { code: 'ContractInvalid', message: expect.stringContaining('[redacted]') },
    });
  });

  it('of a secret file with a line in the clear', async () => {
    const value = token();
    secrets.push({ name: 'clear line', value });
    await commit('clear-line', {
      'app.json': json((app) => ({ ...app, version: '1.6.3' })),
      '.env.sops': (before) => `EXTRA=${value}\n${before}`,
    });
    expect(await deploy('clear-line')).toMatchObject({ error: { code: 'SecretInvalid' } });
  });

  it('of a Compose file that builds from an address with credentials', async () => {
    // It stands in the repository, so only what leaves is looked at.
    const { secret, address } = {
      secret: { name: 'context token', value: token() },
      address: '127.0.0.1:1/x.git',
    };
    await commit('bad-context', {
      'app.json': json((app) => ({ ...app, version: '1.6.4' })),
      'docker-compose.yml': (before) =>
        before.replace(
          '\n  db:\n',
          `\n  extra:\n    build: https://planted:${secret.value}@${address}\n\n  db:\n`,
        ),
    });
    expect(await deploy('bad-context', '--strategy', 'recreate')).toMatchObject({
      error: { code: 'BuildFailed', message: expect.stringContaining(address) },
    });
    const { findings } = await scan([secret], {
      histories: temporal.client,
      texts: printed,
      files: [stateFiles(stage.roost.env).folder],
    });
    expect(findings).toEqual([]);
  });

  it('of a key whose passphrase is wrong', async () => {
    const wrong = token();
    secrets.push({ name: 'wrong passphrase', value: wrong });
    writeFileSync(join(keys, 'wrong'), wrong, { mode: 0o600 });
    stage.fleet({ 'hosts.hornbill.passphraseFile': join(keys, 'wrong') });
    for (const more of [[], ['--json']]) {
      const { code, stdout } = await roost('check', ...more);
      expect(code).not.toBe(0);
      expect(stdout).toContain('passphrase is wrong');
    }
    stage.fleet();
  });

  it('of a repository address with credentials', async () => {
    stage.fleet({ 'apps.phone.repository': `${url}sgos-phone.git` });
    for (const args of [
      ['check', '--offline'],
      ['deploy', 'phone'],
      ['status', 'phone'],
    ]) {
      for (const more of [[], ['--json']]) expect((await roost(...args, ...more)).code).not.toBe(0);
    }
    stage.fleet();
    // By stdin: an argument would stand in the process list.
    await exec(stage.host, ['sh', '-c', 'cat >~/.gitconfig'], {
      input: `[url "${url}"]\n\tinsteadOf = /srv/git/\n`,
    });
    const run = await stage.begin('main');
    const handle = temporal.client.workflow.getHandle(run);
    await until('the fetch is given up', async () => (await handle.describe()).status.name === 'FAILED');
    for (const more of [[], ['--json']]) await roost('show', run, ...more);
    const { findings } = await scan(secrets, { histories: temporal.client });
    await stage.on('rm ~/.gitconfig');
    expect(findings).toEqual([]);
    expect(Object.values(printed).join()).toContain('could not be fetched on hornbill');
  });

  describe('of backups,', () => {
    const repository = () =>
      (parts.edit.backup as { repository: { url: string; password: object; env: object } }).repository;
    const withBackup = (more: object = {}): void =>
      stage.fleet({
        ...parts.edit,
        backup: { ...(parts.edit.backup as object), ping: { secret: 'PING_URL' }, ...more },
        'apps.phone.backup': { from: 'data' },
        'apps.site.backup': { from: 'off' },
      });
    /** As it is shown later, for people too. */
    async function backup(...apps: string[]): Promise<DeployAnswer> {
      const answer = answerOf(await roost('backup', ...apps, '--json'));
      const run = answer.run?.workflowId ?? `backup-${apps[0]}`;
      for (const look of [['show', run], ['backup', 'status'], ['audit']])
        for (const more of [[], ['--json']]) await roost(...look, ...more);
      await roost('snapshots');
      return answer;
    }
    afterAll(() => stage.fleet());

    it('that succeed: one, and a night with all that follows', async () => {
      withBackup({ second: { url: join(keys, 'second'), password: { secret: 'SECOND_PASSWORD' } } });
      for (const args of [['init'], ['phone', '--plan'], ['phone']])
        expect((await roost('backup', ...args)).code).toBe(0);
      expect((await backup()).error).toBeUndefined();
      expect((await parts.status()).repository.copiedAt).not.toBeNull();
    });

    it('with keys that S3 refuses, which restic tries for long', async () => {
      withBackup({
        repository: {
          ...repository(),
          env: {
            AWS_ACCESS_KEY_ID: { secret: 'S3_KEY' },
            AWS_SECRET_ACCESS_KEY: { secret: 'WRONG_S3_SECRET' },
          },
        },
      });
      expect((await roost('check')).stdout).toContain('has not answered for 20 s');
    });

    it.each([
      [
        'a wrong password',
        'RepositoryPasswordWrong',
        () => ({ ...repository(), password: { secret: 'SECOND_PASSWORD' } }),
      ],
      [
        'an address with a password in it',
        'RepositoryMissing',
        () => ({ url: { secret: 'REST_URL' }, password: { secret: 'RESTIC_PASSWORD' } }),
      ],
    ])('that fail by %s', async (_, code, wrong) => {
      withBackup({ repository: wrong() });
      expect(await backup('phone')).toMatchObject({ error: { code } });
      await roost('check');
      expect(readFileSync(join(parts.folder, 'status.json'), 'utf8')).toContain(code);
    });
  });

  it('are nowhere but in their files', async () => {
    const looks = [
      ['runs'],
      ['status'],
      ['check'],
      ['releases', 'phone'],
      ['lock', 'show', 'phone'],
      ['deploy', 'phone', '--ref', 'v4-breaking', '--plan'],
    ];
    for (const args of looks) for (const more of [[], ['--json']]) await roost(...args, ...more);
    const seen = await scene.processes.end();
    await roost('down');
    await roost('up', '--port', '0', '--ui-port', '0');
    const { folder } = stateFiles(stage.roost.env);
    const { findings, scanned } = await scan(secrets, {
      histories: temporal.client,
      // The keys' folder but for the keys themselves: what the second repository holds is encrypted.
      files: [folder, parts.folder, join(keys, 'second')],
      texts: { ...printed, processes: seen.filter((line) => !gitHelper.test(line)).join('\n') },
      host: { host: stage.host, folders: [APP, '/tmp', '/home', '/srv/proxy', '/var/log'], except: belongs },
    });
    process.stderr.write(
      `  scanned: ${JSON.stringify({ secrets: secrets.length, commands: Object.keys(printed).length, processes: seen.length, ...scanned })}\n`,
    );
    expect(findings).toEqual([]);
    expect(scanned.runs).toBeGreaterThan(7);
    expect(seen.length).toBeGreaterThan(100);
    // That it has looked at the right moments.
    for (const verb of ['backup --json', 'copy', 'prune', 'cat config'])
      expect(seen.filter((line) => line.includes('/restic ' + verb))).not.toEqual([]);
    expect(
      await stage.on(
        `find ${APP} -name '.env*' ! -name .env.sops ! -perm 600; find ${APP}/.roost -maxdepth 0 ! -perm 700`,
      ),
    ).toBe('');
    expect(execFileSync('stat', ['-c', '%a', folder]).toString().trim()).toBe('700');
  });
});
