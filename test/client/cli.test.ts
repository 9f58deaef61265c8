import { version as packageVersion } from '../../package.json';
import { exitCodes } from '../../src/client/command/exit-codes';
import { errors } from '../../src/errors';
import { roost } from './support';

test('the help is one that a stranger can follow', async () => {
  const ran = await roost('--help');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatchSnapshot();
});

test('no arguments at all: the help', async () => {
  expect((await roost([])).stdout).toBe((await roost('--help')).stdout);
});

test('every error has a documented exit code', () => {
  const documented = exitCodes().flatMap(({ codes }) => codes);
  expect(documented.sort()).toEqual(Object.keys(errors).sort());
});

test('the exit codes are a page of the help', async () => {
  const ran = await roost('help exit-codes');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('  7  another run has the lock\n       Locked\n');
});

test.each(['deplyo phone', '--nonsense', 'deploy a b c'])(
  '%s: a wrong command line is answered in JSON too',
  async (line) => {
    const ran = await roost(`${line} --json`);
    expect(ran.code).toBe(2);
    expect(ran.json()).toMatchObject({ ok: false, error: { code: 'BadRequest' } });
    expect(ran.stderr).toBe('');
  },
);

test('a wrong command line names the near miss', async () => {
  const ran = await roost('deplyo phone');
  expect(ran.stderr).toContain("BadRequest: unknown command 'deplyo' (Did you mean deploy?)");
});

test('--version names the version and the Node that runs it', async () => {
  const [, version, node] = /^(\d+\.\d+\.\d+) \(Node\.js (.+)\)\n$/.exec((await roost('--version')).stdout)!;
  expect([version, node]).toEqual([packageVersion, process.versions.node]);
});

test('Temporal out of reach: exit 6 and what works without it', async () => {
  const ran = await roost('runs --json');
  expect(ran.code).toBe(6);
  expect(ran.json().error).toMatchObject({
    code: 'TemporalUnreachable',
    hint: expect.stringContaining('work without it'),
  });
});
