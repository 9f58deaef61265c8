/** Which files Docker Compose reads: asked of Compose itself and of git, in a real working copy. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecOptions, ExecResult, Host } from '../../../src/host/types';
import { findFiles } from '../../../src/host/untracked';
import { chooseUntracked } from '../../../src/plan/backup/untracked';
import { withCompose } from '../../compose/compose-program';
import { appWith } from '../../plan/backup/backup-facts';

const COMPOSE = `
include: [parts/db.yml]
services:
  web:
    extends: { file: common/base.yml, service: base }
    image: "web:\${TAG}"
    env_file: [web.env, { path: optional.env, required: false }, "\${WHICH}.env", ../shared.env]
    secrets: [key]
    configs: [conf]
    volumes: ["./acme.json:/acme.json", "./site.conf:/etc/site.conf:ro", "./data:/data", "/etc/localtime:/etc/localtime:ro"]
secrets: { key: { file: ./key.pem } }
configs: { conf: { file: ./app.conf } }
`;

let root: string;
let env: NodeJS.ProcessEnv;
let commit: string;
const at = (path: string): string => join(root, 'phone', path);
const put = (path: string, text = `K=${path.replace(/\W/g, '')}\n`): void => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: at('src') }).toString();

const host = {
  name: 'here',
  exec: (argv: string[], { ok = [0], input = '' }: ExecOptions = {}) =>
    new Promise<ExecResult>((resolve, reject) => {
      const child = execFile(argv[0]!, argv.slice(1), { env }, (error, stdout, stderr) => {
        const code = error ? Number(error.code ?? -1) : 0;
        if (ok.includes(code)) resolve({ code, stdout, stderr });
        else reject(new Error(`${argv[3]} ended with ${code}: ${stderr}`));
      });
      child.stdin!.on('error', () => undefined).end(input);
    }),
} as unknown as Host;

const find = async (more: { files?: string[]; envFiles?: string[] } = {}) => {
  const app = { ...appWith({ folders: ['src/data'] }), directory: at(''), source: 'src', secrets: [] };
  const use = { files: [], project: 'phone', ...more };
  const folder = { directory: at('').replace(/\/$/, ''), source: at('src'), use, commit };
  return chooseUntracked(
    { ...app, directory: folder.directory },
    await findFiles(host, folder, { ok: Array.from({ length: 256 }, (_, i) => i) }),
  );
};

beforeAll(async () => void (env = await withCompose()));
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-untracked-'));
  put('src/compose.yaml', COMPOSE);
  put('src/common/base.yml', 'services: { base: { image: base, env_file: [base.env] } }');
  put('src/app.conf', 'of the commit');
  put('src/.gitignore', 'parts\n*.env\n.env\n');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  commit = git('rev-parse', 'HEAD').trim();
  put('src/parts/db.yml', 'services: { db: { image: db, env_file: [db.env] } }');
  for (const name of [
    'parts/db.env',
    'common/base.env',
    'web.env',
    'prod.env',
    'key.pem',
    'acme.json',
    'site.conf',
  ])
    put(`src/${name}`);
  put('src/data/kept');
  put('src/.env', 'TAG=9\nWHICH=prod\nSECRET=s3cr3t\n');
  put('src/compose.override.yaml', 'services: { web: { labels: { a: b } } }');
  put('shared.env');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('all that it reads and git does not have, wherever it is named', async () => {
  chmodSync(at('src/acme.json'), 0o600);
  const found = await find();
  expect(found.left).toEqual([]);
  expect(found.files.map(({ path }) => path)).toEqual([
    'shared.env',
    'src/.env',
    'src/acme.json',
    'src/common/base.env',
    'src/compose.override.yaml',
    'src/key.pem',
    'src/parts/db.env',
    'src/parts/db.yml',
    'src/prod.env',
    'src/site.conf',
    'src/web.env',
  ]);
  expect(found.files.find(({ path }) => path === 'src/acme.json')?.mode).toBe('0600');
  expect(found.taken).toContain(at('src/acme.json'));
  expect(JSON.stringify(found)).not.toContain('s3cr3t');
});

it('a tracked file that a person has changed, and one to which a link leads', async () => {
  put('src/app.conf', 'changed by hand');
  rmSync(at('src/web.env'));
  put('shared/web.env');
  symlinkSync('../shared/web.env', at('src/web.env'));
  const found = await find();
  const by = (name: string) => found.files.find(({ path }) => path === name);
  expect(by('src/app.conf')).toMatchObject({ changed: true });
  expect(by('src/web.env')).toEqual({ path: 'src/web.env', link: '../shared/web.env' });
  expect(by('shared/web.env')).toMatchObject({ mode: '0644' });
});

it('what can be known of files that Compose refuses, and that it refuses them', async () => {
  put('src/.env', 'WHICH=prod\n');
  put('src/compose.override.yaml', 'services: { web: { image: "${NEEDED:?is needed}" } }');
  const found = await find();
  expect(found.files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['src/.env', 'src/compose.override.yaml', 'src/parts/db.yml', 'src/web.env']),
  );
  expect(found.left).toEqual([expect.stringContaining('refuses the Compose files')]);
});

it('the env files of the fleet file instead of .env, and a missing required one is no reason to know nothing', async () => {
  put('src/other.env', 'TAG=1\nWHICH=prod\n');
  rmSync(at('src/web.env'));
  const found = await find({ envFiles: ['other.env'] });
  const names = found.files.map(({ path }) => path);
  expect(names).toContain('src/other.env');
  expect(names).not.toContain('src/.env');
  expect(names).toContain('src/key.pem');
});
