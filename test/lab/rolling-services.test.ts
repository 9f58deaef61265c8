/**
 * A rolling deploy of a stack: what it makes anew beside the service that
 * serves, what stays, and what its undo brings back.
 */
import { answerOf, openStage, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

const BASE = 'registry:5000/roost-base:1';
const SLEEP = 'command: [sleep, infinity], init: true';

/** `version`: what the image of web and worker prints. */
const files = (
  version: string,
  change: { vpn?: string; worker?: string; rules?: string } = {},
): Record<string, string> => ({
  Dockerfile: `FROM ${BASE}\nRUN echo ${version} >/v\n`,
  'side.conf': `${change.vpn ?? 'one'}\n`,
  'compose.yaml': `services:
  web:
    build: .
    container_name: site-web
    command: [node, -e, "require('http').createServer((q,r)=>r.end('ok')).listen(8080);process.on('SIGTERM',()=>process.exit(0))"]
    healthcheck: { test: [CMD, curl, -fsS, "http://127.0.0.1:8080/"], start_period: 10s, interval: 5s }
    networks: [sgos, default]
    depends_on: [cache]
  worker: { build: ., ${change.worker ?? SLEEP}, volumes: [/kept], depends_on: [web] }
  cache: { image: ${BASE}, ${SLEEP}, volumes: [/data] }
  vpn: { image: ${BASE}, ${SLEEP}, volumes: ['./side.conf:/side.conf:ro'] }
  behind: { image: ${BASE}, ${SLEEP}, network_mode: 'service:vpn' }
  ruled: { image: ${BASE}, ${SLEEP}, configs: [{ source: rules, target: /rules }] }
networks: { sgos: { external: true } }
configs: { rules: { content: "${change.rules ?? 'one'}" } }
`,
});

describeOnLab('a rolling deploy of a stack', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('rolling-services', {
      'apps.site': {
        host: 'hornbill',
        contract: 'compose',
        repository: '/home/deploy/work/site',
        directory: '/srv/stacks/site',
        project: 'site',
        domain: 'site.sgos.example',
        service: 'web',
        port: 8080,
        proxy: { switch: 'flag', drain: '1s' },
        health: { path: '/', wait: '40s' },
        settle: '3s',
      },
    });
  }, 600_000);
  afterAll(() => stage?.close(), 120_000);

  const deploy = async (of: Record<string, string>, ...args: string[]): Promise<DeployAnswer> => {
    const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
    await stage.on(
      [
        'set -e; mkdir -p ~/work && cd ~/work && { [ -d site ] || git init -q -b main site; } && cd site',
        ...Object.entries(of).map(([path, text]) => `printf %s ${quoted(text)} >${path}`),
        'git add -A && git -c user.name=a -c user.email=a@b.example commit -qm change',
      ].join('\n'),
    );
    return answerOf(await stage.roost.run(['deploy', 'site', ...args, '--json']));
  };
  const id = (service: string): Promise<string> =>
    stage.on(
      `docker ps -q --no-trunc --filter label=com.docker.compose.service=${service} --filter label=com.docker.compose.project=site`,
    );
  const inside = async (service: string, command: string): Promise<string> =>
    stage.on(`docker exec ${await id(service)} ${command}`);
  const ids = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        ['web', 'worker', 'cache', 'vpn', 'behind'].map(async (name) => [name, await id(name)] as const),
      ),
    ) as Record<string, string>;

  it('makes anew what changes, keeps volumes without a name, and goes back with all of it', async () => {
    expect(await deploy(files('one'))).toMatchObject({ ok: true });
    await inside('worker', 'sh -c "echo precious >/kept/f"');
    await inside('cache', 'sh -c "echo precious >/data/f"');
    const first = await ids();

    const second = await deploy(files('two', { vpn: 'two', rules: 'two' }), '--strategy', 'rolling');
    expect(second.error).toBeUndefined();
    expect(second.result?.steps.map(({ id: step }) => step)).toEqual(
      expect.arrayContaining(['start', 'switch', 'renew', 'verify', 'commit', 'retire']),
    );
    expect(second.result?.steps.find(({ id: step }) => step === 'renew')?.note).toBe(
      'made anew: behind, ruled, vpn, worker',
    );
    const now = await ids();
    for (const name of ['web', 'worker', 'vpn', 'behind'])
      expect([name, now[name]]).not.toEqual([name, first[name]]);
    expect(now.cache).toBe(first.cache);
    expect([await inside('worker', 'cat /v'), await inside('worker', 'cat /kept/f')]).toEqual([
      'two',
      'precious',
    ]);
    expect([await inside('vpn', 'cat /side.conf'), await inside('cache', 'cat /data/f')]).toEqual([
      'two',
      'precious',
    ]);
    // Nothing else of it has changed, and Compose does not look.
    expect(await inside('ruled', 'cat /rules')).toBe('two');
    expect(await stage.on(`docker inspect -f '{{.HostConfig.NetworkMode}}' ${now.behind}`)).toBe(
      `container:${now.vpn}`,
    );

    // A worker that dies within the settle time.
    const dying = 'command: [sh, -c, "sleep 1; exit 3"], restart: always';
    const third = await deploy(
      files('three', { worker: dying, vpn: 'three', rules: 'three' }),
      '--strategy',
      'rolling',
    );
    expect([third.ok, third.error?.message]).toEqual([false, expect.stringContaining('worker')]);
    expect([await inside('worker', 'cat /v'), await inside('worker', 'cat /kept/f')]).toEqual([
      'two',
      'precious',
    ]);
    expect([await inside('vpn', 'cat /side.conf'), await inside('web', 'cat /v')]).toEqual(['two', 'two']);
    expect(await inside('ruled', 'cat /rules')).toBe('two');
    const after = await ids();
    expect([after.web, after.cache]).toEqual([now.web, now.cache]);
    expect(await stage.on(`docker inspect -f '{{.HostConfig.NetworkMode}}' ${after.behind}`)).toBe(
      `container:${after.vpn}`,
    );

    // And back by a rollback, to what the first one had.
    const back = answerOf(await stage.roost.run(['rollback', 'site', '--strategy', 'rolling', '--json']));
    expect(back.error).toBeUndefined();
    expect([
      await inside('worker', 'cat /v'),
      await inside('web', 'cat /v'),
      await inside('vpn', 'cat /side.conf'),
      await inside('ruled', 'cat /rules'),
    ]).toEqual(['one', 'one', 'one', 'one']);
  }, 600_000);
});
