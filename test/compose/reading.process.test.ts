/** A commit is read before it is deployed as it is read afterwards, by Docker Compose in the app's folder. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  differing,
  digestModel,
  parseReading,
  resolveArgv,
  viewArgv,
  type ComposeReading,
  type ComposeUse,
} from '../../src/host/model/compose-model';
import { changedFiles, digestsArgv, digestsOf, mountedIn, type Digests } from '../../src/host/model/mounted';
import { lackingOf, missingArgv, needsOf, needText } from '../../src/host/model/needs';
import { shellScript } from '../../src/lib/shell-script';
import { section } from '../../src/lib/unchecked';
import { withCompose } from './compose-program';

const checkout = shellScript(join(__dirname, '../../src/activities/release/steps'), 'checkout');

let env: NodeJS.ProcessEnv;
let root: string;
beforeAll(async () => {
  env = await withCompose();
});
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-reading-')));
});
afterEach(() => rmSync(root, { recursive: true }));

interface Reading {
  /** Of the commit that serves. */
  was?: Record<string, string>;
  /** Of the commit that is read. */
  commit: Record<string, string>;
  /** Of both commits: targets by path. */
  links?: Record<string, string>;
  /** What only the host has, relative to the source. */
  host?: Record<string, string>;
  secrets?: Record<string, string>;
  use?: Partial<ComposeUse>;
  /** Relative to the app's folder. */
  source?: string;
}

const run = (argv: string[], cwd = root): string =>
  execFileSync(argv[0]!, argv.slice(1), { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 });
const write = (folder: string, files: Record<string, string>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** The app's folder, a working copy of what serves; and the tree of a release. */
function before(
  one: Reading,
  kind: 'clone' | 'copy',
): { directory: string; source: string; tree: string; git: (...a: string[]) => string; repository: string } {
  const directory = join(root, 'srv/stacks/wiki');
  const source = join(directory, one.source ?? '.');
  const tree = join(directory, '.roost/releases/2/tree');
  const git = (...args: string[]): string =>
    run(['git', '-C', source, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
  mkdirSync(source, { recursive: true });
  git('init', '-q', '-b', 'main');
  const link = (): void =>
    Object.entries(one.links ?? {}).forEach(([path, to]) => symlinkSync(to, join(source, path)));
  write(source, one.was ?? one.commit);
  link();
  git('add', '-Af');
  git('commit', '-qm', '1');
  git('rm', '-qrf', '.');
  write(source, one.commit);
  link();
  git('add', '-Af');
  git('commit', '-qm', '2', '--allow-empty');
  const repository = join(root, 'repository.git');
  run(['git', 'clone', '-q', '--bare', source, repository]);
  run(['git', '--git-dir', repository, 'tag', 'second', 'main']);
  run(checkout(repository, 'second', join(tree, one.source ?? '.'), 'refs/roost/releases/2'));
  git('checkout', '-q', '-f', '-B', 'main', 'HEAD~1');
  if (kind === 'copy') rmSync(join(source, '.git'), { recursive: true });
  write(source, one.host ?? {});
  write(tree, one.secrets ?? {});
  return { directory, source, tree, git, repository };
}

const reading = (at: string, source: string, use: Partial<ComposeUse> = {}): ComposeReading =>
  parseReading(run(resolveArgv(at, source, { files: [], ...use })), at);

function inView(
  one: Reading,
  kind: 'clone' | 'copy' = 'clone',
): ComposeReading & { after(): ComposeReading } {
  const { directory, source, tree, git, repository } = before(one, kind);
  const view = join(directory, '.roost/releases/2/view');
  run(viewArgv({ root: view, tree, directory, source }));
  return {
    ...reading(view, source, one.use),
    after() {
      const commit = run(['git', '--git-dir', repository, 'rev-parse', 'second']).trim();
      if (kind === 'copy') git('init', '-q', '-b', 'main');
      git('fetch', '-q', repository, commit);
      git('checkout', '-q', '-f', '-B', 'main', commit);
      write(directory, one.secrets ?? {});
      return reading('', source, one.use);
    },
  };
}

const service = ({ model }: ComposeReading, name = 'web') => section(section(model?.services)[name]);
const web = (more: object, image = 'app'): string =>
  JSON.stringify({ services: { web: { image, ...more } } });

const table: Record<string, Reading> = {
  'one file': { commit: { 'compose.yaml': web({}) } },
  'a newer file than the one that lies there': {
    was: { 'docker-compose.yml': web({ command: 'old' }) },
    commit: { 'docker-compose.yml': web({ command: 'new' }) },
  },
  'a version in .env': {
    commit: { 'compose.yml': web({}, 'app:${TAG:-latest}') },
    host: { '.env': 'TAG=1.2' },
  },
  'an .env that is decrypted': {
    commit: { 'compose.yml': web({}, 'app:${TAG:-latest}') },
    host: { '.env': 'TAG=1.2' },
    secrets: { '.env': 'TAG=1.3' },
  },
  'a subfolder': {
    commit: {
      'stacks/a/compose.yaml': web({ volumes: ['./data:/data', './conf:/conf'], build: '.' }),
      'stacks/a/conf/x': '',
    },
    host: { 'stacks/a/.env': 'X=1', 'stacks/a/data/f': '', 'stacks/a/conf/y': '' },
    use: { files: ['stacks/a/compose.yaml'] },
  },
  'a watched folder below a folder of the commit': {
    commit: {
      'stacks/a/compose.yaml': web({
        develop: { watch: [{ action: 'sync', path: './theme', target: '/t' }] },
      }),
      'stacks/a/theme/x': '',
    },
    use: { files: ['stacks/a/compose.yaml'] },
  },
  'a source folder below the app’s': {
    source: 'src',
    commit: {
      'docker-compose.yml': web({ env_file: ['../app.env', 'own.env'], volumes: ['../data:/data'] }),
    },
    host: { '../app.env': 'A=1', 'own.env': 'B=2', '../data/f': '' },
    secrets: { 'src/own.env': 'B=3' },
  },
  'files above the app’s folder': {
    commit: {
      'docker-compose.yml': web({
        env_file: '../common.env',
        build: '../../code',
        extends: { file: '../base.yml', service: 'b' },
      }),
    },
    host: { '../common.env': 'A=1', '../base.yml': JSON.stringify({ services: { b: { command: 'x' } } }) },
  },
  'an override file of the host': {
    commit: { 'docker-compose.yml': web({}) },
    host: { 'docker-compose.override.yml': web({ ports: ['80:80'] }) },
  },
  'an override file that no archive of the commit has': {
    commit: {
      'docker-compose.yml': web({}),
      'docker-compose.override.yml': web({ command: 'x' }),
      '.gitattributes': '*.override.yml export-ignore',
    },
  },
  'an override file that the commit takes away': {
    was: { 'docker-compose.yml': web({}), 'docker-compose.override.yml': web({ command: 'x' }) },
    commit: { 'docker-compose.yml': web({}) },
  },
  'COMPOSE_FILE, with a separator of its own': {
    commit: { 'a.yml': web({}), 'b/c.yml': web({ command: 'c', volumes: ['./x:/x'] }) },
    host: { '.env': 'COMPOSE_FILE="a.yml;b/c.yml"\nCOMPOSE_PATH_SEPARATOR=;' },
  },
  'profiles in .env': {
    commit: {
      'compose.yaml': JSON.stringify({
        services: {
          web: { image: 'a' },
          more: { image: 'b', profiles: ['p'] },
          less: { image: 'c', profiles: ['q'] },
        },
      }),
    },
    host: { '.env': 'COMPOSE_PROFILES=p' },
  },
  'profiles and env files of the fleet': {
    commit: {
      'compose.yaml': JSON.stringify({
        services: { web: { image: 'a:${T}' }, more: { image: 'b', profiles: ['p'] } },
      }),
      'compose.env': 'T=2',
    },
    host: { '.env': 'T=1' },
    use: { profiles: ['p'], envFiles: ['compose.env'] },
  },
  'include and extends': {
    commit: {
      'compose.yaml': JSON.stringify({ include: ['app/compose.yaml'] }),
      'app/compose.yaml': JSON.stringify({
        services: { web: { extends: { file: 'base.yaml', service: 'b' }, env_file: './app.env' } },
      }),
      'app/base.yaml': JSON.stringify({ services: { b: { image: 'x', volumes: ['./d:/d'] } } }),
    },
    host: { 'app/app.env': 'A=1', 'app/.env': 'B=2' },
  },
  'a name and ${PWD}': {
    commit: {
      'compose.yaml': JSON.stringify({
        name: 'other',
        services: { web: { image: 'x', environment: { P: '${PWD}', N: '${COMPOSE_PROJECT_NAME}' } } },
      }),
    },
  },
  'a name in .env': { commit: { 'compose.yaml': web({}) }, host: { '.env': 'COMPOSE_PROJECT_NAME=other' } },
  'configs, secrets and a volume of a folder': {
    commit: {
      'compose.yaml': JSON.stringify({
        services: { web: { image: 'x', configs: ['c', 'i'], secrets: ['s'] } },
        configs: { c: { file: './c.conf' }, i: { content: 'a$$b ${X}' } },
        secrets: { s: { file: './s.txt' } },
        volumes: { v: { driver_opts: { type: 'none', o: 'bind', device: './v' } } },
      }),
      'c.conf': '',
    },
    host: { 's.txt': '', '.env': 'X=1' },
  },
  'odd names': {
    commit: { 'compose.yaml': web({ env_file: ['a b.env', 'ü.env', "q'q.env"] }), 'a b.env': 'A=1' },
    host: { 'ü.env': 'B=1', "q'q.env": 'C=1', 'new\nline': '', '-dash': '', '$dollar/x': '' },
  },
};

/** A copy differs in what git knows of it. */
const ofCopy = Object.entries(table).filter(([name]) => /override|subfolder|\.env|below/.test(name));

describe.each([
  ['clone', Object.entries(table)],
  ['copy', ofCopy],
] as const)('in a folder that is a %s', (kind, all) => {
  it.each(all)('reads before as after: %s', (_, one) => {
    const read = inView(one, kind);
    expect(read.refusal).toBe('');
    const after = read.after();
    expect([read.files, read.warnings]).toEqual([after.files, after.warnings]);
    expect(read.model).toEqual(after.model);
    expect(differing(digestModel(read.model!), digestModel(after.model!))).toEqual([]);
  });
});

describe('what the host alone has', () => {
  const image = (name: string): unknown => service(inView(table[name]!)).image;

  it('decides a version', () => expect(image('a version in .env')).toBe('app:1.2'));
  it('does not come before what is decrypted', () =>
    expect(image('an .env that is decrypted')).toBe('app:1.3'));
  it('overrides', () => {
    const read = inView(table['an override file of the host']!);
    expect(read.files).toEqual(['docker-compose.yml', 'docker-compose.override.yml']);
    expect(service(read).ports).toHaveLength(1);
  });
  it('is found beside the first file', () => {
    const read = inView(table['a subfolder']!);
    expect(service(read).volumes).toMatchObject([
      { source: join(root, 'srv/stacks/wiki/stacks/a/data') },
      { source: join(root, 'srv/stacks/wiki/stacks/a/conf') },
    ]);
  });
});

it('follows a link of the commit to what the host alone has', () => {
  const one: Reading = {
    commit: {
      'compose.yaml': web({ env_file: ['conf/app.env', 'all.env'] }, 'app:${TAG:-latest}'),
      'conf/x': '',
    },
    host: { 'site.conf': 'TAG=1.2\nA=1', '../all.env': 'B=1' },
    links: { '.env': 'site.conf', 'conf/app.env': '../site.conf', 'all.env': '../all.env' },
  };
  for (const kind of ['clone', 'copy'] as const) {
    const read = inView(one, kind);
    expect([read.refusal, service(read).image]).toEqual(['', 'app:1.2']);
    expect(service(read).environment).toMatchObject({ A: '1', B: '1' });
    expect(read.model).toEqual(read.after().model);
    rmSync(join(root, 'repository.git'), { recursive: true });
    rmSync(join(root, 'srv'), { recursive: true });
  }
});

it('makes the links of a folder of many files together', () => {
  const names = Array.from({ length: 1500 }, (_, i) => `uploads/${i}`);
  const { directory, source, tree } = before(
    {
      commit: { 'compose.yaml': web({}), 'uploads/.gitkeep': '' },
      host: Object.fromEntries([...names, 'uploads/-x', 'uploads/*'].map((name) => [name, ''])),
    },
    'clone',
  );
  const bin = join(root, 'bin');
  write(bin, { ln: `#!/bin/sh\necho >>'${root}/links'\nexec /bin/ln "$@"\n` });
  chmodSync(join(bin, 'ln'), 0o755);
  const view = join(directory, 'view');
  const argv = viewArgv({ root: view, tree, directory, source });
  execFileSync(argv[0]!, argv.slice(1), { cwd: root, env: { ...env, PATH: `${bin}:${env.PATH}` } });
  expect(readdirSync(join(view, source, 'uploads')).length).toBe(1503);
  expect(readFileSync(join(root, 'links'), 'utf8').length).toBeLessThan(100);
});

it('leaves out what roost itself has written there', () => {
  const read = inView({
    commit: { 'docker-compose.yml': web({}) },
    host: {
      'docker-compose.override.yml': '# Written by roost for release 1.\nservices: { web: { command: x } }\n',
      'docker-compose.roost.yml': 'nonsense',
    },
  });
  expect([read.files, service(read).command]).toEqual([['docker-compose.yml'], null]);
});

it('names what differs', () => {
  const { directory, source, tree } = before(
    { commit: { 'compose.yaml': web({ environment: { A: '${A}' } }) }, host: { '.env': 'A=1' } },
    'clone',
  );
  const view = join(directory, 'view');
  run(viewArgv({ root: view, tree, directory, source }));
  const staged = digestModel(reading(view, source).model!);
  write(source, { '.env': 'A=2' });
  expect(differing(staged, digestModel(reading('', source).model!))).toEqual(['service web']);
});

it('hands on what Compose warns about and what it refuses', () => {
  const services = { web: { image: 'app', environment: { A: '${PASSWORD}' } } };
  const blank = inView({ commit: { 'compose.yaml': JSON.stringify({ version: '3', services }) } });
  expect(blank.warnings).toEqual([expect.stringMatching(/PASSWORD.* is not set/)]);
});

it.each<[string, Record<string, string>, RegExp]>([
  ['what is no Compose file', { 'compose.yaml': 'services: [' }, /yaml/],
  ['a variable that is demanded', { 'compose.yaml': web({}, '${TAG:?write TAG}') }, /write TAG/],
  ['an env file that is nowhere', { 'compose.yaml': web({ env_file: 'no.env' }) }, /no\.env/],
  ['an .env that cannot be read', { 'compose.yaml': web({}), '.env': 'A="x' }, /./],
])('is refused with Compose’s own words: %s', (_, commit, words) => {
  const read = inView({ commit });
  expect(read.model).toBeNull();
  expect(read.refusal).toMatch(words);
  expect(read.refusal).not.toContain('.roost');
});

it('finds no file where there is none', () => {
  expect(inView({ commit: { readme: '' } })).toMatchObject({ files: [], model: null, refusal: '' });
});

it('names what the host lacks, and nothing that it cannot see', () => {
  const read = inView({
    commit: {
      'compose.yaml': JSON.stringify({
        services: {
          web: {
            image: 'app',
            secrets: ['there', 'gone'],
            volumes: [
              { type: 'bind', source: './nope', target: '/x', bind: { create_host_path: false } },
              './made:/made',
            ],
          },
        },
        secrets: { there: { file: './there' }, gone: { file: './gone' } },
      }),
      there: '',
    },
  });
  const needs = needsOf(read.model!);
  const { missing, fresh } = lackingOf(needs, run(missingArgv(needs, '')), '');
  expect(missing.map(needText)).toEqual(
    ['gone', 'nope'].map(
      (name) => `${join(root, 'srv/stacks/wiki', name)} is not on the host, and Docker is not to make it`,
    ),
  );
  expect(fresh).toEqual({ volumes: [], folders: [join(root, 'srv/stacks/wiki/made')] });
});

it('names devices, folders of volumes and runtimes that the host lacks', () => {
  const volume = (device: string, o = 'bind'): object => ({ driver_opts: { type: 'none', o, device } });
  const read = inView({
    commit: {
      'compose.yaml': JSON.stringify({
        services: {
          web: {
            image: 'app',
            devices: ['/dev/null:/dev/x', '/dev/none-such', 'vendor.com/class=x'],
            runtime: 'runc',
            volumes: ['here:/a', 'gone:/b', 'nfs:/c', 'plain:/d'],
          },
          gpu: { image: 'app', runtime: 'nvidia' },
          sandboxed: { image: 'app', runtime: 'io.containerd.runsc.v1' },
        },
        volumes: {
          here: volume('./made'),
          gone: volume('/none/such', 'rbind,ro'),
          nfs: { driver_opts: { type: 'nfs', o: 'addr=10.0.0.1', device: ':/x' } },
          plain: null,
        },
      }),
    },
    host: { 'made/x': '' },
  });
  const needs = needsOf(read.model!);
  const bin = env.PATH!.split(':')[0]!;
  const docker = readFileSync(join(bin, 'docker'), 'utf8');
  writeFileSync(
    join(bin, 'docker'),
    docker.replace(
      '[ "$1" = compose ]',
      'case $1 in info) echo runc; exit ;; volume) exit 1 ;; version) exit ;; esac\n[ "$1" = compose ]',
    ),
  );
  const { missing, fresh } = lackingOf(needs, run(missingArgv(needs, '')), '');
  writeFileSync(join(bin, 'docker'), docker);
  expect(missing.map(({ field, name }) => `${field} ${name}`)).toEqual([
    'volumes.gone.driver_opts.device /none/such',
    'services.gpu.runtime nvidia',
    'services.web.devices /dev/none-such',
  ]);
  expect(missing.map(needText)[1]).toMatch(/no runtime nvidia; install it/);
  // The others lie somewhere already.
  expect(fresh.volumes).toEqual(['wiki_plain']);
});

it('sees that the content of what is mounted changes, of what the commit or the host says', () => {
  const bind = (source: string, more = ''): string => `./${source}:/m/${source}${more}`;
  const services = {
    web: {
      image: 'x',
      volumes: [bind('site.conf'), bind('conf'), bind('written'), bind('same', ':ro')],
      secrets: ['pw'],
    },
    side: {
      image: 'x',
      volumes: [bind('acme.json'), bind('uploads'), bind('own.conf', ':ro')],
      configs: ['c'],
    },
    db: { image: 'x', volumes: [bind('init.sql')] },
  };
  const compose = JSON.stringify({
    services,
    secrets: { pw: { file: './pw' } },
    configs: { c: { file: './c' } },
  });
  const files = (one: string): Record<string, string> => ({
    'compose.yaml': compose,
    'site.conf': one,
    'conf/nested/a': one,
    'init.sql': one,
    written: 'as committed',
    same: 's',
    c: 'c',
  });
  const { directory, source, tree, repository } = before(
    {
      was: files('1'),
      commit: files('2'),
      host: { 'acme.json': '{}', 'uploads/x': '', 'own.conf': 'o', pw: 'p1', written: 'by the app' },
      secrets: { pw: 'p2' },
    },
    'clone',
  );
  const view = join(directory, 'view');
  run(viewArgv({ root: view, tree, directory, source }));
  const { model } = reading(view, source);
  const mounted = mountedIn(model!, [join(source, 'pw')], ['db']);
  const at = (where: string, commit: string): Digests =>
    digestsOf(mounted, run(digestsArgv(mounted, { root: where, gitDir: repository, commit, source })));
  const now = at(view, 'second');
  const named = (...names: string[]): string[] => names.map((name) => join(source, name));
  expect(changedFiles(at('', 'second~1'), now)).toEqual({ web: named('conf', 'pw', 'site.conf') });
  // Of an app whose commit nobody knows: what is certain.
  expect(changedFiles(at('', ''), now)).toEqual({ web: named('pw') });
  expect(changedFiles(now, at(view, 'second'))).toEqual({});
  // What the app itself writes is no change of the release's.
  expect(Object.keys(now.side!).sort()).toEqual(named('c', 'own.conf'));
});

it('sees that a mounted file may be executed, or may not any more, and nothing else of it changed', () => {
  const volumes = ['./run.sh:/run.sh:ro', './hook.sh:/hook.sh', './conf:/conf:ro'];
  const { directory, source, tree, git, repository } = before(
    { commit: { 'compose.yaml': web({ volumes }), 'run.sh': 'x', 'hook.sh': 'x', conf: 'x' } },
    'clone',
  );
  git('fetch', '-q', repository, 'second');
  git('checkout', '-q', '-f', '-B', 'main', 'FETCH_HEAD');
  git('update-index', '--chmod=+x', 'run.sh', 'hook.sh');
  git('commit', '-qm', '3');
  git('push', '-q', repository, 'HEAD:refs/heads/third');
  git('checkout', '-q', '-f', 'HEAD~1');
  run(checkout(repository, 'third', tree, 'refs/roost/releases/2'));
  const view = join(directory, 'view');
  run(viewArgv({ root: view, tree, directory, source }));
  const mounted = mountedIn(reading(view, source).model!, [], []);
  const at = (where: string, commit: string): Digests =>
    digestsOf(mounted, run(digestsArgv(mounted, { root: where, gitDir: repository, commit, source })));
  expect(changedFiles(at('', 'second'), at(view, 'third'))).toEqual({
    web: ['hook.sh', 'run.sh'].map((name) => join(source, name)),
  });
});
