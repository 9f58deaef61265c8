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
/** Sooner than the turn of one that says nothing would end. */
async function until(what: string, name: string): Promise<void> {
  for (let i = 0; i < 200 && !is(what, name); i += 1) await sleep(10);
  expect([what, name, is(what, name)]).toEqual([what, name, true]);
}

/** Says something once it may open, and ends once it may. */
const program = `
cd "$0"; : >begun-$1
await() { n=0; until [ -e "$1" ] || [ $n -gt 500 ]; do n=$((n+1)); sleep 0.02; done; }
await open-$1
echo '{}'
await end-$1`;

type Options = Pick<Parameters<typeof runRestic>[0], 'turns' | 'signal' | 'openingMax'>;
const start = (name: string, options: Options) =>
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

it('lets the next one begin where it says nothing for long', async () => {
  const turns = createTurns(1);
  const silent = start('silent', { turns, openingMax: 100 });
  await until('begun', 'silent');
  const next = start('next', { turns });
  await until('begun', 'next');
  for (const name of ['silent', 'next']) for (const what of ['open', 'end']) allow(what, name);
  await Promise.all([silent, next]);
});

it.each([
  ['is not there', { executable: '/nowhere/restic', args: [] }],
  // Then spawn throws by itself.
  ['cannot be called', { executable: 'sh', args: ['\0'] }],
])('gives its turn back when its program %s', async (_, program) => {
  const turns = createTurns(1);
  await expect(runRestic({ ...program, env: {}, turns })).rejects.toThrow();
  const next = start('next', { turns });
  await until('begun', 'next');
  for (const what of ['open', 'end']) allow(what, 'next');
  await next;
});

it('is killed where it does not hear that it was cancelled', async () => {
  const cancelled = new AbortController();
  const deaf = runRestic({
    executable: 'sh',
    args: ['-c', 'trap \'\' INT; : >"$0/begun-deaf"; exec sleep 30', root],
    env: {},
    signal: cancelled.signal,
    grace: 100,
  });
  await until('begun', 'deaf');
  cancelled.abort(new Error('cancelled'));
  const began = performance.now();
  await expect(deaf).rejects.toThrow('cancelled');
  expect(performance.now() - began).toBeLessThan(20_000);
});

it('hears a cancel that comes as soon as it was asked for', async () => {
  const cancelled = new AbortController();
  const asked = start('never', { turns: createTurns(1), signal: cancelled.signal });
  cancelled.abort(new Error('cancelled'));
  await expect(asked).rejects.toThrow('cancelled');
  expect(is('begun', 'never')).toBe(false);
});

it('has no turn for one that was cancelled before it asked', async () => {
  const turns = createTurns(1);
  await expect(turns(AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
  (await turns())();
});
