/**
 * What a deploy stops, starts, watches and removes, on a real host: the containers of the app, and no others.
 */
import { compose, DEAF, openStacks, restartDocker, shell, WEB, type Stacks } from './stacks';
import { describeOnLab } from './support';

jest.setTimeout(180_000);

/** Ends with 143 when it is stopped. */
const WORKER = shell('worker', 'while :; do sleep 1; done', 'restart: always');

describeOnLab('the containers of an app', () => {
  let stacks: Stacks;
  beforeAll(async () => {
    stacks = await openStacks('containers');
  });
  afterAll(() => stacks?.close());
  afterEach(() => stacks.clear());

  async function serves(name: string): Promise<void> {
    const { error, result } = await stacks.deploy(name);
    expect([error?.message, result?.outcome]).toEqual([undefined, 'succeeded']);
  }

  async function fails(name: string, code = 'Unhealthy', outcome = 'undone'): Promise<string> {
    const { error, result } = await stacks.deploy(name);
    expect([error?.code, result?.outcome]).toEqual([code, outcome]);
    return error!.message;
  }

  it('a running app in a folder that is a link is adopted, and serves again after a deploy that failed', async () => {
    stacks.commit('linked', { 'docker-compose.yml': compose(WEB) });
    await stacks.on(
      '.',
      'git clone -q /srv/git/linked.git real && cd real && docker compose -p linked up -d --wait && ln -s real ../linked',
    );
    stacks.commit('linked', { 'docker-compose.yml': compose(DEAF) }, { health: { wait: '5s' } });
    expect(await fails('linked')).toMatch(/web/);
    expect(await stacks.containers('linked')).toEqual(['web running']);
  });

  it('one that runs from another checkout is not touched, and the refusal names the folder', async () => {
    stacks.commit('elsewhere', { 'docker-compose.yml': compose(WEB) });
    await stacks.on(
      '.',
      'git clone -q /srv/git/elsewhere.git other && cd other && docker compose -p elsewhere up -d --wait',
    );
    const { error } = await stacks.deploy('elsewhere');
    expect(error?.message).toMatch(/project elsewhere runs from \/srv\/stacks\/other/i);
    expect(await stacks.containers('elsewhere')).toEqual(['web running']);
  });

  it('containers under the project that no service has are left as they are', async () => {
    stacks.commit('aio', { 'docker-compose.yml': compose(WEB) });
    await stacks.byHand('aio');
    await stacks.on(
      'aio',
      'docker run -d --init --label com.docker.compose.project=aio --name aio-sibling registry:5000/roost-base:1 sleep infinity',
    );
    await serves('aio');
    stacks.commit('aio', { 'docker-compose.yml': `${compose(WEB)}# changed\n` });
    await serves('aio');
    expect(await stacks.containers('aio')).toEqual([' running', 'web running']);
  });

  it('a service of a profile that somebody started runs on, whatever the deploy comes to', async () => {
    const extra = shell('extra', 'while :; do sleep 1; done', 'profiles: [x]');
    stacks.commit('profile', { 'docker-compose.yml': compose(WEB, extra) });
    await stacks.byHand('profile', 'docker compose --profile x up -d --wait');
    const id = await stacks.on('profile', 'docker inspect -f "{{.Id}} {{.State.StartedAt}}" profile-extra-1');
    await serves('profile');
    stacks.commit('profile', { 'docker-compose.yml': compose(DEAF, extra) }, { health: { wait: '5s' } });
    await fails('profile');
    expect(
      await stacks.on('profile', 'docker inspect -f "{{.Id}} {{.State.StartedAt}}" profile-extra-1'),
    ).toBe(id);
  });

  it('a service that a commit takes out is removed with it, brought back by an undo and a rollback', async () => {
    stacks.commit('gone', { 'docker-compose.yml': compose(WEB, WORKER) });
    await serves('gone');
    await stacks.on('gone', 'docker exec gone-worker-1 touch /kept');
    stacks.commit('gone', { 'docker-compose.yml': compose(DEAF) }, { health: { wait: '5s' } });
    await fails('gone');
    expect(await stacks.containers('gone')).toEqual(['web running', 'worker running']);
    const policy = '{{.HostConfig.RestartPolicy.Name}}';
    expect(
      await stacks.on(
        'gone',
        `docker exec gone-worker-1 ls /kept; docker inspect -f '${policy}' gone-worker-1`,
      ),
    ).toBe('/kept\nalways');
    stacks.commit('gone', { 'docker-compose.yml': compose(WEB) });
    await serves('gone');
    await restartDocker(stacks.host);
    // It has no restart policy; the worker would have come back.
    expect(await stacks.containers('gone')).toEqual(['web exited']);
    await stacks.on('gone', 'docker start gone-web-1');
    const { error } = await stacks.rollback('gone');
    expect(error).toBeUndefined();
    expect(await stacks.containers('gone')).toEqual(['web running', 'worker running']);
  });

  it('a service that a commit adds does not outlive the undo', async () => {
    stacks.commit('added', { 'docker-compose.yml': compose(WEB) });
    await serves('added');
    stacks.commit('added', { 'docker-compose.yml': compose(DEAF, WORKER) }, { health: { wait: '5s' } });
    await fails('added');
    expect(await stacks.containers('added')).toEqual(['web running']);
  });

  it('a service that is renamed takes its fixed name along, and gives it back when it is undone', async () => {
    const named = (name: string): string =>
      shell(name, 'while :; do sleep 1; done', 'restart: always\ncontainer_name: the-worker');
    stacks.commit('renamed', { 'docker-compose.yml': compose(WEB, named('worker')) });
    await serves('renamed');
    stacks.commit(
      'renamed',
      { 'docker-compose.yml': compose(DEAF, named('jobs')) },
      { health: { wait: '5s' } },
    );
    await fails('renamed');
    const service = `docker inspect -f '{{index .Config.Labels "com.docker.compose.service"}}' the-worker`;
    expect(await stacks.on('renamed', service)).toBe('worker');
    stacks.commit('renamed', { 'docker-compose.yml': compose(WEB, named('jobs')) });
    await serves('renamed');
    expect(await stacks.on('renamed', service)).toBe('jobs');
    expect(await stacks.containers('renamed')).toEqual(['jobs running', 'web running']);
  });

  it.each([
    [
      'a worker that dies after some seconds',
      shell('worker', 'echo no licence; sleep 3; exit 3', 'restart: always'),
    ],
    [
      'a proxy that ends well again and again',
      shell('worker', 'echo no licence; sleep 1', 'restart: always'),
    ],
    ['a one-shot that fails', shell('worker', 'echo no licence; sleep 3; exit 3', 'restart: "no"')],
  ])('%s undoes the release, with service and log', async (what, worker) => {
    const name = what.split(' ')[1]!;
    stacks.commit(name, { 'docker-compose.yml': compose(WEB) }, { settle: '7s' });
    await serves(name);
    stacks.commit(name, { 'docker-compose.yml': compose(WEB, worker) }, { settle: '7s' });
    const message = await fails(name);
    expect(message).toMatch(/worker/);
    expect(message).toMatch(/no licence/);
    if (!what.includes('well')) expect(message).toMatch(/code 3/);
    expect(await stacks.containers(name)).toEqual(['web running']);
  });

  const after = (condition: string): string =>
    `${WEB}    depends_on: { init: { condition: ${condition} } }\n`;
  const done = 'service_completed_successfully';

  it.each<[string, string, string[], RegExp | null]>([
    ['a one-shot that ends well', 'true', ['restart: "no"'], null],
    ['a one-shot that fails', 'echo out of luck; exit 1', ['restart: "no"'], /out of luck/],
    [
      'one that is retried until it succeeds',
      'echo . >>/n; [ $(wc -l </n) -gt 2 ]',
      ['restart: on-failure'],
      null,
    ],
    ['a slow one', 'sleep 25', ['restart: "no"'], null],
  ])('what a service waits for: %s', async (what, script, more, wrong) => {
    const name = `init-${what.split(' ').at(-1)}`;
    stacks.commit(name, { 'docker-compose.yml': compose(WEB) });
    await serves(name);
    // A dollar sign is Compose's own unless it is doubled.
    const init = shell('init', script.replace('$', '$$$$'), more.join('\n'));
    stacks.commit(name, { 'docker-compose.yml': compose(after(done), init) });
    if (!wrong) return serves(name);
    expect(await fails(name)).toMatch(wrong);
    expect(await stacks.containers(name)).toEqual(['web running']);
  });

  it('all replicas are asked, and status finds nothing wrong with them', async () => {
    const replicas = `${WEB}    deploy: { replicas: 2 }\n`;
    stacks.commit('twins', { 'docker-compose.yml': compose(replicas) });
    await serves('twins');
    expect((await stacks.roost.run(['status', 'twins'])).stdout).not.toMatch(/left behind/);
  });

  const other = (image: string): string => `
  other:
    image: ${image}
    command: [sleep, infinity]
    init: true
`;

  it('an image that no registry has ends the deploy at once, unless the host has it', async () => {
    stacks.commit('typo', { 'docker-compose.yml': compose(WEB, other('registry:5000/roost-base:1.typo')) });
    const began = Date.now();
    expect(await fails('typo', 'PullFailed')).toMatch(/1\.typo/);
    expect(Date.now() - began).toBeLessThan(30_000);
    await stacks.on('.', 'docker tag registry:5000/roost-base:1 registry:5000/only-here:1');
    stacks.commit('typo', { 'docker-compose.yml': compose(WEB, other('registry:5000/only-here:1')) });
    await serves('typo');
    expect(await stacks.containers('typo')).toEqual(['other running', 'web running']);
  });

  it('a folder that is not there is named, and what served serves', async () => {
    stacks.commit('nowhere', { 'docker-compose.yml': compose(WEB) });
    await serves('nowhere');
    const volume =
      '    volumes: [{ type: bind, source: /nope, target: /x, bind: { create_host_path: false } }]\n';
    stacks.commit('nowhere', { 'docker-compose.yml': compose(`${WEB}${volume}`) });
    expect(await fails('nowhere', 'ContractInvalid', 'refused')).toMatch(/\/nope/);
    expect(await stacks.containers('nowhere')).toEqual(['web running']);
  });

  it('one image that a service builds is what the others run, before and after a rollback', async () => {
    const web = `${WEB.replace('registry:5000/roost-base:1', '"shop:latest"')}    build: .\n`;
    const worker = shell('worker', 'sleep infinity').replace('registry:5000/roost-base:1', '"shop:latest"');
    const docker = (version: string): string => `FROM registry:5000/roost-base:1\nRUN echo ${version} >/v\n`;
    const versions = (): Promise<string> =>
      stacks.on('shop', 'docker exec shop-web-1 cat /v; docker exec shop-worker-1 cat /v');
    stacks.commit('shop', { 'docker-compose.yml': compose(web, worker), Dockerfile: docker('v1') });
    await serves('shop');
    expect(await versions()).toBe('v1\nv1');
    stacks.commit('shop', { Dockerfile: docker('v2') });
    await serves('shop');
    expect(await versions()).toBe('v2\nv2');
    expect((await stacks.rollback('shop')).error).toBeUndefined();
    expect(await versions()).toBe('v1\nv1');
  });

  it('an image that is built from another service’s has that of the same commit', async () => {
    const web = `${WEB.replace('registry:5000/roost-base:1', 'based:latest')}    build: .\n`;
    const base = `${shell('base', 'sleep infinity').replace('registry:5000/roost-base:1', 'base-of-it')}    build: base\n`;
    const docker = (version: string): string => `FROM registry:5000/roost-base:1\nRUN echo ${version} >/v\n`;
    const version = (): Promise<string> => stacks.on('based', 'docker exec based-web-1 cat /v');
    stacks.commit('based', {
      'docker-compose.yml': compose(web, base),
      Dockerfile: 'FROM base-of-it\nRUN test -f /v\n',
      'base/Dockerfile': docker('v1'),
    });
    await serves('based');
    expect(await version()).toBe('v1');
    stacks.commit('based', { 'base/Dockerfile': docker('v2') });
    await serves('based');
    expect(await version()).toBe('v2');
    expect((await stacks.rollback('based')).error).toBeUndefined();
    expect(await version()).toBe('v1');
  });

  it('what holds data keeps its image when the tag is moved, also when the deploy is undone', async () => {
    const cache = `
  cache:
    image: registry:5000/cache:7
    command: [sleep, infinity]
    init: true
`;
    const image = (version: string): Promise<string> =>
      stacks.on(
        '.',
        `printf 'FROM registry:5000/roost-base:1\\nENV V=${version}\\n' | docker build -q -t registry:5000/cache:7 - && docker push -q registry:5000/cache:7`,
      );
    const runs = (): Promise<string> => stacks.on('moved', 'docker exec moved-cache-1 printenv V');
    const data = { data: { services: ['cache'] } };
    await image('one');
    stacks.commit('moved', { 'docker-compose.yml': compose(WEB, cache) }, data);
    await serves('moved');
    await image('two');
    stacks.commit(
      'moved',
      { 'docker-compose.yml': compose(DEAF, cache) },
      { ...data, health: { wait: '5s' } },
    );
    await fails('moved');
    expect(await runs()).toBe('one');
    stacks.commit('moved', { 'docker-compose.yml': `${compose(WEB, cache)}# changed\n` }, data);
    await serves('moved');
    expect(await runs()).toBe('one');
  });

  it('a config in the Compose file reaches its container when it changes, and when it is rolled back', async () => {
    const side = (content: string): string =>
      `${shell('side', 'sleep infinity', 'configs: [{ source: c, target: /c }]')}configs: { c: { content: "${content}" } }\n`;
    const seen = (): Promise<string> => stacks.on('config', 'docker exec config-side-1 cat /c');
    for (const content of ['one', 'two']) {
      stacks.commit('config', { 'docker-compose.yml': compose(WEB, side(content)) });
      await serves('config');
      expect(await seen()).toBe(content);
    }
    expect((await stacks.rollback('config')).error).toBeUndefined();
    expect(await seen()).toBe('one');
  });

  it('a volume without a name goes along with a deploy, an undo and a rollback', async () => {
    const web = (of: string): string => `${of}    volumes: [/kept]\n`;
    const kept = (): Promise<string> => stacks.on('anon', 'docker exec anon-web-1 cat /kept/f');
    stacks.commit('anon', { 'docker-compose.yml': compose(web(WEB)) });
    await serves('anon');
    await stacks.on('anon', 'docker exec anon-web-1 sh -c "echo precious >/kept/f"');
    stacks.commit('anon', { 'docker-compose.yml': compose(web(DEAF)) }, { health: { wait: '5s' } });
    await fails('anon');
    expect(await kept()).toBe('precious');
    stacks.commit('anon', { 'docker-compose.yml': `${compose(web(WEB))}# changed\n` });
    await serves('anon');
    expect(await kept()).toBe('precious');
    expect((await stacks.rollback('anon')).error).toBeUndefined();
    expect(await kept()).toBe('precious');
  });

  it('the undo of a first deploy leaves what ran before it running', async () => {
    const cache = shell('cache', 'while :; do sleep 1; done', 'restart: always');
    stacks.commit('first', { 'docker-compose.yml': compose(WEB, cache) });
    await stacks.byHand('first', 'docker compose up -d cache');
    stacks.commit('first', { 'docker-compose.yml': compose(DEAF, cache) }, { health: { wait: '5s' } });
    await fails('first');
    expect(await stacks.containers('first')).toEqual(['cache running', 'web exited']);
  });
});
