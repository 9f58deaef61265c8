/** What burns is rehearsed from the command line, and stands in the report. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roostCli, type RoostCli } from '../../../../lab/roost';
import { encrypt } from '../../../../lab/secrets';
import { openRestic } from '../../../../src/restic';
import { findTool } from '../../../../src/tools';
import { sample } from '../../../fleet/file/sample';

jest.setTimeout(180_000);

const root = mkdtempSync(join(tmpdir(), 'roost-dr-'));
const at = (name: string): string => join(root, name);
let roost: RoostCli;

beforeAll(async () => {
  execFileSync(await findTool('age-keygen'), ['-o', at('age.txt')], { stdio: 'ignore' });
  const recipient = /public key: (age1\w+)/.exec(readFileSync(at('age.txt'), 'utf8'))![1]!;
  writeFileSync(at('secrets'), await encrypt('RESTIC=secret-of-it\n', 'dotenv', recipient, () => {}));
  writeFileSync(at('password'), 'secret-of-it\n');
  writeFileSync(at('wrong'), 'another\n');
  writeFileSync(
    at('fleet.yaml'),
    `secrets: { file: ${at('secrets')}, age: { keyFile: ${at('nowhere')} } }
backup: { folder: ${at('backups')}, repository: { url: ${at('repository')}, password: { secret: RESTIC } }, drill: { host: hornbill } }
${sample.replace('settle: 10s', 'settle: 10s\n    secrets: []')}`,
  );
  const repository = { url: at('repository'), password: 'secret-of-it', env: {} };
  await openRestic({ executable: await findTool('restic'), repository, cache: at('cache') }).init();
  roost = roostCli(at('state'), at('fleet.yaml'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('the offline copies are tried, and both outcomes stand in the report', async () => {
  const key = (password: string) =>
    roost.json(['drill', 'dr', '--scenario', 'key', '--age-key', at('age.txt'), '--password', at(password)]);
  expect((await key('password')).ok).toBe(true);
  expect((await key('wrong')).error?.code).toBe('KeysUnproven');
  const { stdout } = await roost.run(['drill', 'report']);
  expect(stdout).toMatch(/\| key \| all \|.* \| (\d+) of \1 \|.*\| reached \|/);
  expect(stdout).toMatch(/\| key \| all \|.*\| FAILED KeysUnproven/);
  expect(stdout).not.toContain('secret-of-it');
});

it('a host that serves is refused by its name, before anything is started', async () => {
  const { error } = await roost.json(['drill', 'dr', '--scenario', 'host', '--host', 'hornbill']);
  expect(error).toMatchObject({
    code: 'BadRequest',
    message: expect.stringMatching(/^hornbill serves phone/),
  });
  const { error: plan } = await roost.json(['drill', 'dr', '--scenario', 'key', '--plan']);
  expect(plan).toMatchObject({ message: '--plan does not belong to --scenario key' });
  const { error: none } = await roost.json(['drill', 'dr', '--scenario', 'key']);
  expect(none).toMatchObject({ code: 'BadRequest', message: expect.stringContaining('--age-key') });
});

it('what a fire needs and is not configured is named, before anything is started', async () => {
  const { error } = await roost.json(['drill', 'dr', '--scenario', 'cloudflare', '--plan']);
  expect(error).toMatchObject({
    code: 'BadRequest',
    message: expect.stringContaining('add the section cloudflare'),
  });
  const { error: other } = await roost.json([
    'drill',
    'dr',
    '--scenario',
    'control',
    '--age-key',
    at('gone'),
  ]);
  expect(other).toMatchObject({ code: 'BadRequest', message: expect.stringContaining('--age-key') });
});
