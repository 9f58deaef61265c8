/** With a real restic, sops and age. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encrypt } from '../../lab/secrets';
import { tryKeys } from '../../src/inspect/keys';
import { openRestic } from '../../src/restic';
import { findTool } from '../../src/tools';
import { parse, sample } from '../fleet/file/sample';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'roost-keys-'));
const at = (name: string): string => join(folder, name);
const env = { ...process.env, XDG_STATE_HOME: at('state') };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ageKey(name: string): Promise<string> {
  execFileSync(await findTool('age-keygen'), ['-o', at(name)], { stdio: 'ignore' });
  return /public key: (age1\w+)/.exec(readFileSync(at(name), 'utf8'))![1]!;
}

const fleet = () =>
  Promise.resolve(
    parse(
      `secrets: { file: ${at('secrets.env.sops')}, age: { keyFile: ${at('gone')} } }
backup: { repository: { url: ${at('repository')}, password: { secret: RESTIC } } }
${sample}`,
    ),
  );
const found = async (ageKeyFile: string, password: string) =>
  (await tryKeys({ fleet, env }, { ageKey: at(ageKeyFile), password })).map(({ what, problem, untried }) => [
    what.replace(folder, '').split(',')[0]!.split(' of ')[0]!,
    problem === null ? 'opens' : untried ? 'untried' : problem,
  ]);

beforeAll(async () => {
  const recipient = await ageKey('good.txt');
  await ageKey('other.txt');
  writeFileSync(
    at('secrets.env.sops'),
    await encrypt('RESTIC=not the offline one\n', 'dotenv', recipient, () => {}),
  );
  const restic = openRestic({
    executable: await findTool('restic'),
    repository: { url: at('repository'), password: 'pw-offline', env: {} },
    cache: at('cache'),
  });
  await restic.init();
  const staged = at('staging/phone/copies/config/src');
  mkdirSync(staged, { recursive: true });
  writeFileSync(join(staged, '.env.sops'), await encrypt('TOKEN=x\n', 'dotenv', recipient, () => {}));
  execFileSync(await findTool('restic'), ['backup', '--quiet', '--tag', 'app=phone', at('staging/phone')], {
    env: {
      ...env,
      RESTIC_REPOSITORY: at('repository'),
      RESTIC_PASSWORD: 'pw-offline',
      RESTIC_CACHE_DIR: at('cache'),
    },
  });
});

it('opens everything with the copies alone, though no key of this machine is there', async () => {
  expect(await found('good.txt', 'pw-offline')).toEqual([
    ['/secrets.env.sops', 'opens'],
    ['backup.repository', 'opens'],
    ['.env.sops', 'opens'],
  ]);
});

it('names what a wrong copy does not open, and shows no value', async () => {
  const wrongKey = await found('other.txt', 'pw-offline');
  expect(wrongKey).toEqual([
    ['/secrets.env.sops', expect.stringContaining('does not open')],
    ['backup.repository', 'opens'],
    ['.env.sops', expect.stringContaining('does not open')],
  ]);
  const wrongPassword = await found('good.txt', 'pw-wrong');
  expect(wrongPassword).toEqual([
    ['/secrets.env.sops', 'opens'],
    ['backup.repository', expect.stringMatching(/password|key/i)],
    ['.env.sops', 'untried'],
  ]);
  expect(JSON.stringify([wrongKey, wrongPassword])).not.toMatch(/pw-|AGE-SECRET/);
});
