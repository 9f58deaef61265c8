/** What Docker Compose makes of an app's folder by hand is what roost reads there, and what it starts. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { composeIn } from '../../src/activities/app/compose/compose';
import { config } from '../../src/host/commands/compose';
import { parseReading, resolveArgv, type ComposeUse } from '../../src/host/model/compose-model';
import { section, type Loose } from '../../src/lib/unchecked';
import { withCompose } from './compose-program';

let env: NodeJS.ProcessEnv;
let source: string;
beforeAll(async () => {
  env = await withCompose();
});
beforeEach(() => {
  source = join(realpathSync(mkdtempSync(join(tmpdir(), 'roost-by-hand-'))), 'wiki');
});
afterEach(() => rmSync(dirname(source), { recursive: true }));

const run = (argv: string[]): string =>
  execFileSync(argv[0]!, argv.slice(1), {
    cwd: source,
    env: { ...env, PWD: source },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
}

const over = (web: object): string => JSON.stringify({ services: { web } });
const web = (more: object, image = 'app'): string => over({ image, ...more });

interface App {
  files: Record<string, string>;
  use?: Partial<ComposeUse>;
  /** As its owner types it; empty: nothing more. */
  options?: string[];
  /** Of service web. */
  has: object;
  warns?: RegExp;
}

const apps: Record<string, App> = {
  'an .env that names a file of another folder': {
    files: {
      '.env': 'COMPOSE_FILE=stacks/wiki/compose.yaml\nTAG=1.2\n',
      'stacks/wiki/compose.yaml': web({ environment: { A: '${A:-none}' } }, 'app:${TAG:-latest}'),
    },
    has: { image: 'app:1.2', environment: { A: 'none' } },
  },
  '… where that folder has one too': {
    files: {
      '.env': 'COMPOSE_FILE=stacks/wiki/compose.yaml:more.yaml\nTAG=1.2\n',
      'stacks/wiki/.env': 'TAG=9\nA=low\n',
      'stacks/wiki/compose.yaml': web({ environment: { A: '${A:-none}' } }, 'app:${TAG:-latest}'),
      'more.yaml': over({ command: 'x ${TAG}' }),
    },
    has: { image: 'app:1.2', environment: { A: 'low' }, command: ['x', '1.2'] },
  },
  '… by an absolute path': {
    files: {
      'stacks/compose.yaml': web({}, 'app:${TAG:-latest}'),
    },
    has: { image: 'app:1.2' },
  },
  '… with a profile': {
    files: {
      '.env': 'COMPOSE_FILE=a/compose.yaml\nCOMPOSE_PROFILES=p\nCOMPOSE_PROJECT_NAME=mine\n',
      'a/compose.yaml': web({ profiles: ['p'], environment: { N: '${COMPOSE_PROJECT_NAME}' } }),
    },
    has: { environment: { N: 'mine' } },
  },
  'files of variables on the command line': {
    files: {
      '.env': 'TAG=9\n',
      'compose.env': 'TAG=1.2\n',
      'compose.yaml': web({}, 'app:${TAG:-latest}'),
    },
    use: { envFiles: ['compose.env'] },
    options: ['--env-file', 'compose.env'],
    has: { image: 'app:1.2' },
  },
  'two files with names of Compose': {
    files: {
      'compose.yaml': web({}, 'one'),
      'docker-compose.yml': web({}, 'two'),
      'compose.override.yml': over({ command: 'c' }),
      'docker-compose.override.yml': over({ command: 'd' }),
    },
    has: { image: 'one', command: ['c'] },
    warns: /docker-compose\.yml is not read.*docker-compose\.override\.yml is not read/s,
  },
};

it.each(Object.entries(apps))('reads what its owner would start: %s', (name, one) => {
  write(one.files);
  if (name === '… by an absolute path')
    write({ '.env': `COMPOSE_FILE=${source}/stacks/compose.yaml\nTAG=1.2\n` });
  const { files = [], ...use } = one.use ?? {};
  const byHand = JSON.parse(
    run(['docker', 'compose', ...(one.options ?? []), 'config', '--format', 'json']),
  ) as Loose;
  const reading = parseReading(run(resolveArgv('', source, { files, ...use })), '');
  expect([reading.refusal, reading.model]).toEqual(['', byHand]);
  expect(section(byHand.services).web).toMatchObject(one.has);
  const warnings = reading.warnings.join('\n');
  if (one.warns) expect(warnings).toMatch(one.warns);
  else expect(warnings).toBe('');
  const site = {
    scope: { project: String(byHand.name) },
    source,
    app: { compose: [] },
  } as unknown as Parameters<typeof composeIn>[0];
  const record = { envFiles: reading.envFiles ?? use.envFiles, profiles: use.profiles, files: reading.files };
  const started = composeIn(site, { release: 1, strategy: 'adopted', compose: record });
  expect(JSON.parse(run(config(started)))).toEqual(byHand);
});
