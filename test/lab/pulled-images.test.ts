/** Images of a real registry with a login: pulled, moved, pulled again, gone back from, refused. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec, tryExec } from '../../lab';
import { docker } from '../../lab/engine';
import type { FleetEdit } from '../../lab/fleet-edit';
import { encrypt } from '../../lab/secrets';
import { stateFiles } from '../../src/lib/files/state';
import { connectClient } from '../../src/temporal/connect';
import { scan } from '../secrets';
import { compose, openStacks, WEB, type Stacks } from './stacks';
import { until, type DeployAnswer } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(120_000);

/** On the host's own loopback, where Docker wants no TLS. */
const REGISTRY = '127.0.0.1:5001';
const IMAGE = `${REGISTRY}/shop:stable`;

const service = WEB.replace('registry:5000/roost-base:1', IMAGE).replace("'ok'", 'process.env.CONTENT');

describeOnLab('an app whose image a registry with a login has', () => {
  let stacks: Stacks;
  let folder: string;
  const edit: FleetEdit = {};
  const password = randomBytes(12).toString('hex');
  const pusher = randomBytes(12).toString('hex');
  const printed: Record<string, string> = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'roost-pulled-'));
    stacks = await openStacks('pulled', edit);
    await startRegistry();
    edit.registries = { [REGISTRY]: { user: 'puller', password: { secret: 'REGISTRY_PASSWORD' } } };
    edit['secrets.file'] = join(folder, 'secrets.env.sops');
    await writePassword(password);
    const run = stacks.roost.run.bind(stacks.roost);
    stacks.roost.run = async (args, options) => {
      const call = await run(args, options);
      printed[`${Object.keys(printed).length}: roost ${args.join(' ')}`] = call.stdout + call.stderr;
      return call;
    };
  }, 600_000);
  afterAll(async () => {
    await stacks?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Shares the host's network. It goes with the lab, by its label. */
  async function startRegistry(): Promise<void> {
    const { lab, host } = stacks;
    const users = [
      ['puller', password],
      ['pusher', pusher],
    ].map((user) =>
      execFileSync('htpasswd', ['-Bbn', ...user])
        .toString()
        .trim(),
    );
    writeFileSync(join(folder, 'htpasswd'), users.join('\n'));
    const settings = [
      `HTTP_ADDR=${REGISTRY}`,
      'AUTH=htpasswd',
      'AUTH_HTPASSWD_REALM=lab',
      'AUTH_HTPASSWD_PATH=/htpasswd',
      'STORAGE_FILESYSTEM_ROOTDIRECTORY=/var/lib/private',
    ].flatMap((setting) => ['-e', `REGISTRY_${setting}`]);
    const image = (await docker(['inspect', '-f', '{{.Config.Image}}', lab.registry.container])).trim();
    const labels = ['--label', `roost-lab=${lab.name}`, '--name', `roost-lab-${lab.name}-private`];
    const container = (
      await docker(['create', ...labels, '--network', `container:${host.container}`, ...settings, image])
    ).trim();
    await docker(['cp', join(folder, 'htpasswd'), `${container}:/htpasswd`]);
    await docker(['start', container]);
    await until(
      'the registry asks for a login',
      async () =>
        (await tryExec(host, ['curl', '-s', `http://${REGISTRY}/v2/`])).stdout.includes('UNAUTHORIZED'),
      20_000,
    );
  }

  async function writePassword(value: string): Promise<void> {
    const recipient = /public key: (age1\w+)/.exec(readFileSync(stacks.lab.ageKeyFile, 'utf8'))![1]!;
    const text = await encrypt(`REGISTRY_PASSWORD=${value}\n`, 'dotenv', recipient, () => {});
    writeFileSync(join(folder, 'secrets.env.sops'), text);
  }

  /**
   * The tag has that content from now on; the host that pushes keeps
   * neither login nor image. Returns the digest.
   */
  async function publish(content: string): Promise<string> {
    const script = `set -e
export DOCKER_CONFIG=$(mktemp -d)
trap 'rm -rf "$DOCKER_CONFIG"' EXIT
docker login -u pusher --password-stdin ${REGISTRY} >/dev/null 2>&1
former=$(docker image inspect -f '{{.Id}}' ${IMAGE} 2>/dev/null || :)
printf 'FROM registry:5000/roost-base:1\\nENV CONTENT=${content}\\n' | docker build -q -t ${IMAGE} - >/dev/null
docker push -q ${IMAGE} >/dev/null
docker image inspect -f '{{index .RepoDigests 0}}' ${IMAGE} | cut -d@ -f2
docker rmi ${IMAGE} >/dev/null
[ -z "$former" ] || docker tag "$former" ${IMAGE}`;
    return (await exec(stacks.host, ['sh', '-c', script], { input: pusher })).trim();
  }

  const container = '$(docker ps -q --filter label=com.docker.compose.service=web)';
  const served = (): Promise<string> => stacks.on('shop', `docker exec ${container} curl -sS 127.0.0.1:8080`);
  const runs = (): Promise<string> =>
    stacks.on('shop', `docker inspect -f '{{.Id}} {{.Image}}' ${container}`);
  const said = ({ error, result }: DeployAnswer): string =>
    error ? `${error.code}: ${error.message}` : (result?.outcome ?? '');
  let first: string;

  it('is pulled with the login of the fleet, which leaves nothing behind', async () => {
    await publish('one');
    stacks.commit('shop', { 'docker-compose.yml': compose(service) });
    expect(said(await stacks.deploy('shop'))).toBe('succeeded');
    expect(await served()).toBe('one');
    first = await runs();
    expect(await stacks.on('.', 'ls -A /dev/shm; ls -A ~/.docker 2>&1 | grep config.json || :')).toBe('');
  });

  it('keeps its image when the tag moves, until --pull takes the newer one', async () => {
    const digest = await publish('two');
    expect(said(await stacks.deploy('shop'))).toBe('unchanged');
    expect(await runs()).toBe(first);

    const { plan } = await stacks.deploy('shop', '--pull', '--plan');
    expect(plan?.steps.map(({ title }) => title).join('\n')).toContain(
      `newer: web (${IMAGE}, ${digest.slice(7, 19)})`,
    );
    expect(await runs()).toBe(first);

    expect(said(await stacks.deploy('shop', '--pull'))).toBe('succeeded');
    expect(await served()).toBe('two');
    expect(said(await stacks.deploy('shop', '--pull'))).toBe('unchanged');
  });

  it('goes back to the image that ran, whatever the tag means by now', async () => {
    expect(said(await stacks.rollback('shop'))).toBe('succeeded');
    expect(await served()).toBe('one');
    expect((await runs()).split(' ')[1]).toBe(first.split(' ')[1]);
  });

  it('a wrong password ends the deploy at once, also where the host has an image of that name', async () => {
    await writePassword('wrong');
    const before = await runs();
    const began = Date.now();
    const answer = await stacks.deploy('shop', '--pull');
    expect(said(answer)).toMatch(/^PullFailed: 127.0.0.1:5001\/shop:stable of shop .*unauthorized/s);
    expect(answer.error?.hint).toContain('registries');
    expect(Date.now() - began).toBeLessThan(30_000);
    expect([await runs(), await served()]).toEqual([before, 'one']);
  });

  it('no login is anywhere: host, histories, state, output', async () => {
    const token = Buffer.from(`puller:${password}`).toString('base64');
    const secrets = Object.entries({ password, token }).map(([name, value]) => ({ name, value }));
    const temporal = await connectClient({ env: stacks.roost.env });
    const { findings, scanned } = await scan(secrets, {
      histories: temporal.client,
      texts: printed,
      files: [stateFiles(stacks.roost.env).folder],
      host: {
        host: stacks.host,
        folders: ['/dev/shm', '/tmp', '/home', '/srv/stacks', '/var/log'],
        except: /^$/,
      },
    });
    await temporal.close();
    expect(findings).toEqual([]);
    expect(scanned.runs).toBeGreaterThan(4);
  });
});
