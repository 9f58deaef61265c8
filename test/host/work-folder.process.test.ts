/** A program's own folder goes with it, in each shell, however it ends: models with secrets lie in such. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellScript } from '../../src/lib/shell-script';

const program = shellScript(__dirname, 'work-folder-user');

let place: string;
beforeEach(() => (place = mkdtempSync(join(tmpdir(), 'roost-work-'))));
afterEach(() => rmSync(place, { recursive: true, force: true }));

async function begun(shell: string[], kind: string): Promise<{ child: ChildProcess; folder: string }> {
  const [command, ...args] = [...shell, ...program(kind).slice(1)];
  const child = spawn(command!, args, { env: { ...process.env, TMPDIR: place } });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, folder: line.toString().trim() };
}

const ended = async (child: ChildProcess): Promise<void> => void (await once(child, 'close'));

describe.each([[['dash']], [['bash']], [['busybox', 'sh']]])('in %p', (shell) => {
  it.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)('it goes with %s', async (signal) => {
    const { child, folder } = await begun(shell, 'disk');
    expect([folder.startsWith(place), existsSync(folder)]).toEqual([true, true]);
    child.kill(signal);
    await ended(child);
    expect(existsSync(folder)).toBe(false);
  });

  it('that of one that was killed goes with the next, and that of one that runs stays', async () => {
    const killed = await begun(shell, 'disk');
    const other = await begun(shell, 'disk');
    killed.child.kill('SIGKILL');
    await ended(killed.child);
    expect(existsSync(killed.folder)).toBe(true);
    const foreign = ['roost-work.test.notes', 'roost-work.test..x', 'roost-test-1'].map((name) =>
      join(place, name),
    );
    for (const one of foreign) mkdirSync(one);
    const next = await begun(shell, 'disk');
    expect([killed, other, next].map(({ folder }) => existsSync(folder))).toEqual([false, true, true]);
    expect(foreign.map((one) => existsSync(one))).toEqual([true, true, true]);
    for (const { child } of [other, next]) child.stdin!.end();
    await Promise.all([ended(other.child), ended(next.child)]);
    expect([other, next].map(({ folder }) => existsSync(folder))).toEqual([false, false]);
  });
});

it('what it holds is in memory where the host has a place for that', async () => {
  const { child, folder } = await begun(['sh'], 'memory');
  expect(folder).toMatch(/^\/dev\/shm\/roost-work\.test\./);
  child.stdin!.end();
  await ended(child);
  expect(existsSync(folder)).toBe(false);
});
