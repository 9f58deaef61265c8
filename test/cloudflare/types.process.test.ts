import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The compiler of the package, not what a checkout may have put in its place. */
const compiler = require.resolve('typescript/lib/tsc.js');

test('client, answers and bodies are those of the official package', () => {
  const run = (): string =>
    execFileSync(process.execPath, [compiler, '-p', join(__dirname, 'types')], { encoding: 'utf8' });
  expect(run()).toBe('');
}, 300_000);
