import { finalLines, slowest, summarize } from '../../scripts/summary';

const file = (name: string, ms: number, more: object = {}) => ({
  name: `/repo/test/${name}.test.ts`,
  startTime: 1_000,
  endTime: 1_000 + ms,
  message: '',
  assertionResults: [],
  ...more,
});
const report = (...testResults: object[]) => ({
  numPassedTests: 5,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 1,
  numPendingTests: 2,
  testResults,
});

test('a file that cannot be loaded counts as a failure and is named', () => {
  const { failed, failures } = summarize(
    report(file('broken', 1, { message: '\u001b[31mCannot find module\u001b[39m' })),
    '/repo',
  );
  expect(failed).toBe(2);
  expect(failures).toEqual([{ title: 'test/broken.test.ts', why: 'Cannot find module' }]);
});

test('a failed test is named with its file and the first lines of the reason', () => {
  const long = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
  const assertionResults = [
    { status: 'failed', fullName: 'the lock is freed', failureMessages: [long] },
    { status: 'passed', fullName: 'the lock is taken', failureMessages: [] },
  ];
  const { failures } = summarize(report(file('lock', 1, { message: 'all', assertionResults })), '/repo');
  expect(failures).toHaveLength(1);
  expect(failures[0]!.title).toBe('test/lock.test.ts › the lock is freed');
  expect(failures[0]!.why.split('\n')).toHaveLength(12);
});

test('the ten slowest files are listed, the slowest first', () => {
  const files = Array.from({ length: 12 }, (_, i) => ({ name: `f${i}`, ms: i * 1_000 }));
  const lines = slowest(files);
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('   11.0 s  f11');
  expect(lines[9]).toBe('    2.0 s  f2');
});

test('the counts are the last line, after the failures', () => {
  const summary = summarize(report(file('slow', 9_000), file('broken', 1, { message: 'no' })), '/repo');
  expect(finalLines(summary)).toEqual([
    'slowest files:',
    '    9.0 s  test/slow.test.ts',
    '    0.0 s  test/broken.test.ts',
    '',
    'failed: test/broken.test.ts\nno\n',
    '5 passed, 2 failed, 2 skipped',
  ]);
});

test('no count of skipped tests where none was', () => {
  const summary = { passed: 3, failed: 0, skipped: 0, failures: [], files: [] };
  expect(finalLines(summary)).toEqual(['3 passed, 0 failed']);
});
