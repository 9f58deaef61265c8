import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../../src/tools';

let folder: string;
let env: NodeJS.ProcessEnv;

const script = (path: string, body: string) => {
  writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`);
  chmodSync(path, 0o755);
};
const temporalOf = (server: string) => `echo "temporal version 0.0.0-DEV (Server ${server}, UI 2.42.1)"`;

/** A `go` that takes a moment, counts its calls and builds a trivial program. */
const fakeGo = () =>
  script(
    join(folder, 'bin', 'go'),
    `echo "$@" >> ${folder}/calls
     [ "$1" = build ] || exit 0
     sleep 0.5
     printf '#!/bin/sh\\necho built\\n' > built; chmod +x built`,
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-tools-'));
  mkdirSync(join(folder, 'bin'));
  env = { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') };
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the tool on PATH comes first', async () => {
  script(join(folder, 'bin', 'temporal'), temporalOf('1.29.1'));
  expect(await findTool('temporal', { env })).toBe(join(folder, 'bin', 'temporal'));
});

test('a tool on PATH that is too old gives way to the one fetched before', async () => {
  script(join(folder, 'bin', 'temporal'), temporalOf('1.20.3'));
  const cached = join(folder, 'cache', 'roost', 'bin', 'temporal');
  mkdirSync(join(cached, '..'), { recursive: true });
  script(cached, temporalOf('1.29.1'));
  expect(await findTool('temporal', { env })).toBe(cached);
});

test.each([
  ['3.8.1', false],
  ['3.9.0', true],
  ['3.13.3', true],
  ['', false],
])('sops %s on PATH is given the age key: %s', async (version, isAccepted) => {
  // Without the first argument sops asks GitHub which version is the newest.
  script(
    join(folder, 'bin', 'sops'),
    `[ "$*" = "--disable-version-check --version" ] && echo "sops ${version}"`,
  );
  const found = await findTool('sops', { env, fetch: false }).catch(({ code }: { code: string }) => code);
  expect(found).toBe(isAccepted ? join(folder, 'bin', 'sops') : 'ToolMissing');
});

test('without fetching, a missing tool is named at once', async () => {
  const attempt = findTool('age', { env, fetch: false });
  await expect(attempt).rejects.toMatchObject({ code: 'ToolMissing', details: { tool: 'age' } });
});

test('two that need it at once build it once', async () => {
  fakeGo();
  const lines: string[] = [];
  const found = await Promise.all(
    [1, 2].map(() => findTool('age', { env, log: (line) => lines.push(line) })),
  );
  expect(new Set(found)).toEqual(new Set([join(folder, 'cache', 'roost', 'bin', 'age')]));
  expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe(
    'mod init tool\nmod edit -require=filippo.io/age@v1.3.1\nbuild -mod=mod -ldflags=-s -w -o built filippo.io/age/cmd/age\n',
  );
  expect(lines).toContain('waiting for another roost that fetches age');
  expect(lines.some((line) => /^age 1\.3\.1: ready after \d+ s$/.test(line))).toBe(true);
});

test('when nothing works the error tells the remedy', async () => {
  script(join(folder, 'bin', 'go'), 'echo "no route to the module proxy" >&2; exit 1');
  const attempt = findTool('age-keygen', { env });
  await expect(attempt).rejects.toMatchObject({
    code: 'ToolMissing',
    message: expect.stringMatching(
      /no route to the module proxy.*go install filippo\.io\/age\/cmd\/age-keygen@v/,
    ),
  });
});
