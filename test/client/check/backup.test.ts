/** What `roost check` says of the control host’s own part of a backup: real sops, restic and rsync. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ageKey } from '../../../lab/keys';
import { roostCli } from '../../../lab/roost';
import { encrypt } from '../../../lab/secrets';
import { findTool } from '../../../src/tools';
import { fleetText } from '../support';

jest.setTimeout(120_000);

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-check-'));
  await findTool('restic');
  const recipient = await ageKey(at('age.key'), () => {});
  writeFileSync(at('secrets.env.sops'), await encrypt('RIGHT=a password\nWRONG=another one\n', 'dotenv', recipient, () => {}));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = { subject: string; check: string; state: string; says: string; remedy?: string };

async function rows(
  options: { password?: string; folder?: string; url?: string; args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Record<string, Row>> {
  const { password = 'RIGHT', folder: staging = at('backups'), url = at('repository'), args = [], env = {} } = options;
  const more = `
secrets: { age: { keyFile: ${at('age.key')} }, file: ${at('secrets.env.sops')} }
backup: { folder: ${staging}, repository: { url: '${url}', password: { secret: ${password} } } }
`;
  writeFileSync(at('fleet.yaml'), fleetText + more);
  const found = await roostCli(at('state'), at('fleet.yaml'), env).json<{ rows: Row[] }>(['check', ...args]);
  return Object.fromEntries(found.rows.filter(({ subject }) => subject === 'here').map((row) => [row.check, row]));
}

it('says what is there, and what makes a repository that is not', async () => {
  expect(await rows()).toMatchObject({
    restic: { state: 'ok' },
    rsync: { state: 'ok', says: expect.stringMatching(/^\d+\.\d+/) },
    staging: { state: 'ok', says: expect.stringContaining(`free in ${at('backups')}`) },
    repository: { state: 'warn', says: expect.stringContaining(`none yet at ${at('repository')}`), remedy: 'roost backup init' },
  });
});

it('opens the repository by its password', async () => {
  await roostCli(at('state'), at('fleet.yaml')).run(['backup', 'init']);
  expect((await rows()).repository).toMatchObject({ state: 'ok', says: `${at('repository')} opens` });
  expect((await rows({ password: 'WRONG' })).repository).toMatchObject({ state: 'fail', says: expect.stringContaining('does not open') });
});

it('asks no repository when it is offline', async () => {
  const found = await rows({ args: ['--offline'], password: 'WRONG' });
  expect(found.restic).toBeDefined();
  expect(found.repository).toBeUndefined();
});

it('finds that rsync is missing, and a folder that cannot be made', async () => {
  // Of programs there are only those that the command itself needs.
  mkdirSync(at('bin'), { recursive: true });
  writeFileSync(at('bin/node'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`);
  chmodSync(at('bin/node'), 0o755);
  writeFileSync(at('file'), '');
  const found = await rows({ args: ['--offline'], folder: at('file/backups'), env: { PATH: at('bin') } });
  expect(found.rsync).toMatchObject({ state: 'fail', remedy: expect.stringContaining('rsync') });
  expect(found.staging).toMatchObject({ state: 'warn' });
});
