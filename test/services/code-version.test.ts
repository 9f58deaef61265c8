import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeVersion as versionOf, isCode, isWorkerCode } from '../../src/services/code-version';

let folder: string;
const codeVersion = (of: string) => versionOf(of, isWorkerCode);
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-code-'));
  for (const room of ['client', 'gateway']) mkdirSync(join(folder, room));
  write('a.js', '1');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what the worker runs changes it; times, source maps, command line and gateway do not', () => {
  const before = codeVersion(folder);
  utimesSync(join(folder, 'a.js'), 0, 0);
  write('a.js.map', '{}');
  write('client/main.js', '1');
  write('gateway/main.js', '1');
  expect(codeVersion(folder)).toBe(before);
  expect(versionOf(folder, isCode)).not.toBe(before);
  write('a.js', '2');
  expect(codeVersion(folder)).not.toBe(before);
  write('a.js', '1');
  write('remote.sh', ':');
  expect(codeVersion(folder)).not.toBe(before);
});
