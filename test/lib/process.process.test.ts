import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What a process prints whose only work keeps nothing alive. */
const printed = (wait: string): string => {
  const work = `new Promise((resolve) => setTimeout(resolve, 200).unref())`;
  const script = `const { untilSettled } = require(${JSON.stringify(join(__dirname, '..', '..', 'src', 'lib', 'process.ts'))}); ${wait}(${work}).then(() => console.log('done'))`;
  return execFileSync(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', script], {
    timeout: 10_000,
  }).toString();
};

test('a process lives until its work is done, and no longer', () => {
  expect(printed('untilSettled')).toBe('done\n');
  // It would end before, without a word.
  expect(printed('')).toBe('');
});
