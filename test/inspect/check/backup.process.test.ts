/** What `roost check` says of the control host’s own part of a backup: real sops, restic and rsync. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ageKey } from '../../../lab/keys';
import { roostCli } from '../../../lab/roost';
import { encrypt } from '../../../lab/secrets';
import { findTool } from '../../../src/tools';
import { fleetText } from '../../client/support';

jest.setTimeout(120_000);

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-check-'));
  await findTool('restic');
  const recipient = await ageKey(at('age.key'), () => {});
  writeFileSync(
    at('secrets.env.sops'),
    await encrypt('RIGHT=a password\nWRONG=another one\n', 'dotenv', recipient, () => {}),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = { subject: string; check: string; state: string; says: string; remedy?: string };

async function rows(
  options: {
    password?: string;
    folder?: string;
    url?: string;
    args?: string[];
    env?: NodeJS.ProcessEnv;
  } = {},
): Promise<Record<string, Row>> {
  const {
    password = 'RIGHT',
    folder: staging = at('backups'),
    url = at('repository'),
    args = [],
    env = {},
  } = options;
  const more = `
secrets: { age: { keyFile: ${at('age.key')} }, file: ${at('secrets.env.sops')} }
backup: { folder: ${staging}, repository: { url: '${url}', password: { secret: ${password} } } }
`;
  writeFileSync(at('fleet.yaml'), fleetText + more);
  const found = await roostCli(at('state'), at('fleet.yaml'), env).json<{ rows: Row[] }>(['check', ...args]);
  return Object.fromEntries(
    found.rows.filter(({ subject }) => subject === 'here').map((row) => [row.check, row]),
  );
}

it('says what is there, and what makes a repository that is not', async () => {
  expect(await rows()).toMatchObject({
    restic: { state: 'ok' },
    rsync: { state: 'ok', says: expect.stringMatching(/^\d+\.\d+/) },
    staging: { says: expect.stringMatching(/^\d.* of \d.* free for .*\/backups$/) },
    repository: {
      state: 'warn',
      says: expect.stringContaining(`none yet at ${at('repository')}`),
      remedy: 'roost backup init',
    },
  });
});

it('opens the repository by its password', async () => {
  await roostCli(at('state'), at('fleet.yaml')).run(['backup', 'init']);
  expect((await rows()).repository).toMatchObject({ state: 'ok', says: `${at('repository')} opens` });
  expect((await rows({ password: 'WRONG' })).repository).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('does not open'),
  });
});

it('asks no repository when it is offline', async () => {
  const found = await rows({ args: ['--offline'], password: 'WRONG' });
  expect(found.restic).toBeDefined();
  expect(found.repository).toBeUndefined();
});

it('fetches nothing, and says what it could not ask', async () => {
  const found = await rows({
    env: { PATH: programs(['restic', await findTool('restic')]), XDG_CACHE_HOME: at('empty') },
  });
  expect(found.restic).toMatchObject({ state: 'ok' });
  expect(found.repository).toMatchObject({ state: 'unknown', says: expect.stringContaining('sops') });
  expect(found.rsync).toMatchObject({ state: 'fail', remedy: expect.stringContaining('rsync') });
});

it('finds a folder that cannot be made', async () => {
  writeFileSync(at('file'), '');
  expect((await rows({ args: ['--offline'], folder: at('file') })).staging).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('is no folder'),
  });
  expect((await rows({ args: ['--offline'], folder: at('file/backups') })).staging).toMatchObject({
    state: 'fail',
  });
});

/** A folder with node, which the command itself needs, and these. */
function programs(...more: [name: string, path: string][]): string {
  mkdirSync(at('bin'), { recursive: true });
  for (const [name, path] of [['node', process.execPath], ...more] as const)
    symlinkSync(path, at(`bin/${name}`));
  return at('bin');
}
