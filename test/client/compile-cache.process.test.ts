import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string, text: string) => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};
const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
const say = () =>
  node(
    '-e',
    "require('./dist/client/compile-cache').useCompileCache(); console.log(require('parrot').say())",
  );
const parrot = (word: string) =>
  write(
    'node_modules/parrot/index.js',
    `exports.say = () => [require('./tail'), require.main, __filename, '${word}'].join(' ')`,
  );

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-cache-'));
  const source = join(__dirname, '..', '..', 'src', 'client', 'compile-cache.ts');
  write(
    'dist/client/compile-cache.js',
    transformFileSync(source, { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } })
      .code,
  );
  write('dist/loads.js', "require('parrot').say()");
  write('node_modules/parrot/tail.js', "module.exports = 'tail'");
  parrot('hello');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a package does the same from the cache, and a changed one is compiled anew', () => {
  const plain = say();
  node('dist/client/compile-cache.js', 'loads');
  expect(statSync(at('dist/packages.cache')).size).toBeGreaterThan(100);
  expect(say()).toBe(plain);
  parrot('good evening');
  expect(say()).toContain('good evening');
});

test('a damaged cache is none', () => {
  write('dist/packages.cache', 'not what was written');
  expect(say()).toContain('tail');
});
