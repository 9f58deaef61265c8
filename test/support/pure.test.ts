import { spawn, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';

const attempts = (globalThis as unknown as { processesStarted: string[] }).processesStarted;
// What this file attempts on purpose must not fail it.
afterEach(() => void attempts.splice(0));

test.each([
  ['spawn', () => spawn('true')],
  ['execFileSync', () => execFileSync('true')],
  ['a Temporal server', () => TestWorkflowEnvironment.createLocal()],
])('a pure test that starts a process by %s fails', (name, start) => {
  expect(start).toThrow('Name the file X.process.test.ts');
  expect(attempts).toEqual([name]);
});

test('an attempt whose error the code under test catches is recorded too', async () => {
  const { exec } = await import('node:child_process');
  await promisify(exec)('true').catch(() => undefined);
  expect(attempts).toEqual(['exec']);
});
