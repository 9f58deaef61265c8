/** The real `./roost`, sops and restic: from the fleet file to what the repository holds. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ageKey } from '../../../../lab/keys';
import { roostCli, type RoostCli } from '../../../../lab/roost';
import { encrypt } from '../../../../lab/secrets';
import { appTag, openRestic, partialTag } from '../../../../src/restic';
import { findTool } from '../../../../src/tools';
import { fleetText } from '../../support';

jest.setTimeout(180_000);

const PASSWORD = 'a password of the backup';
let folder: string;
let roost: RoostCli;
const at = (name: string): string => join(folder, name);
const quiet = (): void => {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-snapshots-'));
  const recipient = await ageKey(at('age.key'), quiet);
  writeFileSync(
    at('secrets.env.sops'),
    await encrypt(`RESTIC_PASSWORD=${PASSWORD}\n`, 'dotenv', recipient, quiet),
  );
  const more = `
secrets: { age: { keyFile: ${at('age.key')} }, file: ${at('secrets.env.sops')} }
backup: { repository: { url: ${at('repository')}, password: { secret: RESTIC_PASSWORD } } }
`;
  writeFileSync(at('fleet.yaml'), fleetText + more);
  writeFileSync(at('bare.yaml'), fleetText);
  roost = roostCli(at('state'), at('fleet.yaml'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('says what is missing, makes the repository once, and lists what it holds', async () => {
  const bare = await roost.run(['snapshots', '--fleet', at('bare.yaml')]);
  expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('add backup.repository')]);
  const missing = await roost.json(['snapshots']);
  expect(missing).toMatchObject({ ok: false, error: { code: 'RepositoryMissing' } });

  const made = await roost.run(['backup', 'init']);
  expect([made.code, made.stdout]).toEqual([0, expect.stringContaining(at('repository'))]);
  expect(await roost.json(['backup', 'init'])).toMatchObject({
    ok: false,
    error: { code: 'RepositoryExists' },
  });
  expect((await roost.run(['snapshots'])).stdout).toContain('No snapshots in');

  mkdirSync(at('staging'));
  writeFileSync(join(at('staging'), 'rows'), 'rows');
  const repository = { url: at('repository'), password: PASSWORD, env: {} };
  const restic = openRestic({ executable: await findTool('restic'), repository, cache: at('cache') });
  await restic.backup({ path: at('staging'), host: 'old', tags: [], time: '2026-01-01 03:00:00' });
  await restic.backup({
    path: at('staging'),
    host: 'toucan',
    tags: [appTag('phone')],
    time: '2026-01-02 03:00:00',
  });

  await restic.backup({
    path: at('staging'),
    host: 'toucan',
    tags: [partialTag('phone')],
    time: '2026-01-03 03:00:00',
  });

  const all = await roost.json<{ snapshots: { app: string | null; host: string; partial: boolean }[] }>([
    'snapshots',
  ]);
  expect(all.snapshots.map(({ app, host, partial }) => [app, host, partial])).toEqual([
    [null, 'old', false],
    ['phone', 'toucan', false],
    ['phone', 'toucan', true],
  ]);
  const { stdout } = await roost.run(['snapshots', 'phone']);
  expect(stdout).toMatch(
    /^SNAPSHOT .*\n[0-9a-f]{8} .* phone, partial +toucan +4 B +\S+staging\n[0-9a-f]{8} .* phone +toucan +4 B +\S+staging\n$/,
  );
  expect(await roost.json(['snapshots', 'nobody'])).toMatchObject({
    ok: false,
    error: { code: 'UnknownApp' },
  });
});
