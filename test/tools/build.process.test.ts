import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..');
const run = promisify(execFile);

let checkout: string;
const at = (name: string) => join(checkout, name);
const write = (name: string, text: string) => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};
const roost = (...args: string[]) => run(process.execPath, [at('roost'), ...args]);

/** A checkout in small: the real script and launcher on a handful of sources. */
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'roost-build-'));
  for (const name of ['scripts/build.js', 'scripts/build-lock.js', 'roost', 'package.json'])
    cpSync(join(root, name), at(name));
  symlinkSync(join(root, 'node_modules'), at('node_modules'));
  write('src/client/main.ts', `import { word } from '../word';\nconsole.log(word, process.argv[2]);\n`);
  write('src/word.ts', `export const word: string = 'first';\n`);
  write('src/remote.sh', 'true\n');
  write(
    'src/workflows/index.ts',
    `import { word } from '../word';\nexport const hello = async (): Promise<string> => word;\n`,
  );
});
afterAll(() => rmSync(checkout, { recursive: true }));

test('two commands at once in a fresh checkout both find it built', async () => {
  const results = await Promise.all([roost('a'), roost('b')]);
  expect(results.map(({ stdout }) => stdout)).toEqual(['first a\n', 'first b\n']);
  expect(readFileSync(at('dist/remote.sh'), 'utf8')).toBe('true\n');
  expect(existsSync(at('dist/.lock'))).toBe(false);
});

test('the bundle is made again only when workflow code or what it imports changed', async () => {
  const bundle = () => statSync(at('dist/workflow-bundle.js')).mtimeMs;
  const before = bundle();
  write(
    'src/client/main.ts',
    `import { word } from '../word';\nconsole.log('say', word, process.argv[2]);\n`,
  );
  utimesSync(at('src/workflows/index.ts'), new Date(), new Date());
  expect((await roost('c')).stdout).toBe('say first c\n');
  expect(bundle()).toBe(before);
  write('src/word.ts', `export const word: string = 'second';\n`);
  expect((await roost('d')).stdout).toBe('say second d\n');
  expect(bundle()).not.toBe(before);
});

test('a source that went away leaves nothing behind', async () => {
  write('src/gone.ts', 'export {};\n');
  await roost();
  expect(existsSync(at('dist/gone.js'))).toBe(true);
  rmSync(at('src/gone.ts'));
  await roost();
  expect(existsSync(at('dist/gone.js'))).toBe(false);
});

test('a source that does not compile is named, and mended it compiles', async () => {
  write('src/word.ts', `export const word: string = ;\n`);
  await expect(roost()).rejects.toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/^roost: .*Expression expected[\s\S]*src\/word\.ts/m),
  });
  write('src/word.ts', `export const word: string = 'third';\n`);
  expect((await roost('e')).stdout).toBe('say third e\n');
});

test('the lock of a build that died is taken over', async () => {
  const { pid } = JSON.parse(
    execFileSync(process.execPath, ['-p', 'JSON.stringify({ pid: process.pid })'], { encoding: 'utf8' }),
  );
  write('dist/.lock/pid', String(pid));
  write('src/word.ts', `export const word: string = 'fourth';\n`);
  expect((await roost('f')).stdout).toBe('say fourth f\n');
});

test('without packages it says what to do', async () => {
  rmSync(at('node_modules'));
  await expect(roost()).rejects.toMatchObject({ code: 3, stderr: expect.stringContaining('npm ci') });
});
