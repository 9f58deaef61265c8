import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTurns } from '../../src/restic';
import { runRestic } from '../../src/restic/run';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'roost-turns-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (what: string, name: string): string => join(root, `${what}-${name}`);
const is = (what: string, name: string): boolean => existsSync(at(what, name));
const allow = (what: string, name: string): void => writeFileSync(at(what, name), '');
async function until(what: string, name: string): Promise<void> {
  for (let i = 0; i < 500 && !is(what, name); i += 1) await sleep(10);
  expect([what, name, is(what, name)]).toEqual([what, name, true]);
}

/** Says something once it may open, and ends once it may. */
const program = `
cd "$0"; : >begun-$1
await() { n=0; until [ -e "$1" ] || [ $n -gt 500 ]; do n=$((n+1)); sleep 0.02; done; }
await open-$1
echo '{}'
await end-$1`;

const start = (name: string, options: { turns?: ReturnType<typeof createTurns>; signal?: AbortSignal }) =>
  runRestic({ executable: 'sh', args: ['-c', program, root, name], env: {}, ...options });

it('waits until another has opened its repository, not until that has ended', async () => {
  const turns = createTurns(1);
  const first = start('first', { turns });
  await until('begun', 'first');
  const second = start('second', { turns });
  await sleep(100);
  expect(is('begun', 'second')).toBe(false);
  allow('open', 'first');
  await until('begun', 'second');
  for (const name of ['first', 'second']) for (const what of ['open', 'end']) allow(what, name);
  expect((await first).code).toBe(0);
  expect((await second).code).toBe(0);
});

it('is not begun any more when it was cancelled before its turn, and takes nobody else’s', async () => {
  const turns = createTurns(1);
  const first = start('first', { turns });
  await until('begun', 'first');
  const cancelled = new AbortController();
  const second = start('second', { turns, signal: cancelled.signal });
  const third = start('third', { turns });
  cancelled.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  for (const what of ['open', 'end']) allow(what, 'first');
  await first;
  await until('begun', 'third');
  for (const what of ['open', 'end']) allow(what, 'third');
  await third;
  expect(is('begun', 'second')).toBe(false);
});

it('has its turn back when it could not be started', async () => {
  const turns = createTurns(1);
  await expect(runRestic({ executable: join(root, 'none'), args: [], env: {}, turns })).rejects.toMatchObject({ code: 'ToolMissing' });
  const next = start('next', { turns });
  await until('begun', 'next');
  for (const what of ['open', 'end']) allow(what, 'next');
  await next;
});
