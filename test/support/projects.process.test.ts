import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '..', '..');
const program = join(root, 'node_modules', '.bin', 'jest');

const filesOf = (project: string): string[] =>
  execFileSync(program, ['--listTests', '--selectProjects', project], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.endsWith('.test.ts'))
    .map((file) => relative(root, file));

test('each test file is in one project, by its name', () => {
  const every = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name));
  const [pure, process, lab] = ['pure', 'process', 'lab'].map(filesOf) as [string[], string[], string[]];
  expect([...pure, ...process, ...lab].sort()).toEqual(every.sort());
  expect(lab.every((file) => file.startsWith('test/lab/'))).toBe(true);
  expect(process.every((file) => file.endsWith('.process.test.ts'))).toBe(true);
});
