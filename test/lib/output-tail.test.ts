import { isDiskFull, lastLine, lastLines } from '../../src/lib/output-tail';

it.each(['cp: write: No space left on device', 'rsync: write failed: Disk quota exceeded (122)'])(
  'a full disk is recognised in %s',
  (output) => expect(isDiskFull(output)).toBe(true),
);

it('a full disk is not recognised in another failure', () => {
  expect(isDiskFull('cp: cannot open a: No such file or directory')).toBe(false);
});

it('the last lines leave out what follows the output', () => {
  const output = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join('\n');
  expect(lastLines(`${output}\n\n`, 2)).toBe('line 11\nline 12');
  expect(lastLines(output).split('\n')).toHaveLength(10);
  expect(lastLine('first\n second \n')).toBe('second');
  expect(lastLine('')).toBe('');
});
