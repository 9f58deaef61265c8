import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopPrevious, recordChild } from '../../src/backup';

const folder = mkdtempSync(join(tmpdir(), 'roost-child-'));
const mark = join(folder, '.marks/phone.child');
const children: ChildProcess[] = [];
const start = (): ChildProcess => {
  const child = spawn('sleep', ['100']);
  children.push(child);
  return child;
};
const runs = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => rmSync(folder, { recursive: true }));

it('has nothing to end where nothing was left', async () => {
  await stopPrevious(mark);
  expect(existsSync(mark)).toBe(false);
});

it('ends what was left behind, and forgets it', async () => {
  const child = start();
  const closed = once(child, 'close');
  await recordChild(mark, child.pid!);
  await stopPrevious(mark);
  expect(await closed).toEqual([null, 'SIGINT']);
  expect(existsSync(mark)).toBe(false);
});

it('never ends a stranger that has its pid by now', async () => {
  const child = start();
  await recordChild(mark, child.pid!);
  const noted = JSON.parse(readFileSync(mark, 'utf8')) as { pid: number; started: string };
  writeFileSync(mark, JSON.stringify({ ...noted, started: String(Number(noted.started) - 1) }));
  await stopPrevious(mark);
  expect(runs(child)).toBe(true);
  expect(existsSync(mark)).toBe(false);
});

it('nor anybody by the mark of one that had ended when it was noted', async () => {
  const child = start();
  child.kill('SIGKILL');
  await once(child, 'close');
  await recordChild(mark, child.pid!);
  await stopPrevious(mark);
  expect(existsSync(mark)).toBe(false);
});

it.each(['', '{"pid":12', 'null', '{}', '[]', '{"pid":"1"}'])(
  'nor by a mark that is damaged: %j',
  async (text) => {
    writeFileSync(mark, text);
    await stopPrevious(mark);
    expect(existsSync(mark)).toBe(false);
  },
);
