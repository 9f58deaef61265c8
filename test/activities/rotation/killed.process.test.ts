/**
 * A rotation that is killed at random points, with git, sops and all: at no moment is a
 * file unreadable by the keys in use, and the same command goes on. ROOST_KILLS and
 * ROOST_FILES: how often, and over how many files in all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFilesOf } from '../../../src/secrets/age/key-file';
import { each } from '../../../src/secrets/age/recipients';
import { decrypt } from '../../../src/secrets/decrypt';
import { readEncrypted } from '../../../src/secrets/encrypted';
import { findTool } from '../../../src/tools';
import { World, type Options } from './world';

const kills = Number(process.env.ROOST_KILLS ?? 4);
const all = Number(process.env.ROOST_FILES ?? 10);
const apps = all >= 40 ? ['phone', 'wiki', 'shop', 'mail'] : ['phone', 'wiki'];

jest.setTimeout(kills * 60_000 + all * 3_000 + 120_000);

const options: Options = {
  folder: mkdtempSync(join(tmpdir(), 'roost-killed-')),
  apps,
  files: Math.max(4, Math.ceil((all - 1) / apps.length)),
};
const world = new World(options);
afterAll(() => world.remove());

/** True: it was done before it was killed. */
async function rotateFor(ms: number): Promise<boolean> {
  const argv = ['--require', 'tsx/cjs', join(__dirname, 'driver.ts'), JSON.stringify(options)];
  const child = spawn(process.execPath, argv, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('begins'))
      timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), ms);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(timer);
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`The rotation failed by itself: ${said}`);
  return code === 0;
}

/** What was opened once need not be opened again while the keys are the same. */
const opened = new Set<string>();

/** Every encrypted file as it is now, by the file of the keys in use alone. */
async function requireReadable(ref = 'main'): Promise<number> {
  const sops = await findTool('sops');
  const keys = world.read(world.keyFile);
  const files = apps.flatMap((app) =>
    world
      .listRemote(app, ref)
      .map((path) => ({ path: `${app}/${path}`, content: world.inRemote(app, path, ref) })),
  );
  files.push({ path: 'control', content: world.read(world.secrets) });
  const secrets = files.flatMap(({ path, content }) => {
    const ciphertext = Buffer.from(content);
    const format = (['json', 'yaml', 'dotenv'] as const).find((one) => readEncrypted(ciphertext, one));
    return format ? [{ path, format, ciphertext }] : [];
  });
  const fresh = secrets.filter(({ ciphertext }) => !opened.has(`${keys}${ciphertext.toString()}`));
  await each(fresh, async ({ path: name, format, ciphertext }) => {
    await decrypt({ sops, ciphertext, format, keyFile: world.keyFile, name });
    opened.add(`${keys}${ciphertext.toString()}`);
  });
  return secrets.length;
}

it(`killed ${kills} times over ${all} files, everything is readable at every moment`, async () => {
  await world.build();
  const before = await world.recipient();
  const expected = apps.length * options.files + 1;
  expect(await requireReadable()).toBe(expected);
  let [killed, done] = [0, 0];
  const [shortest, longest] = [100, 6_000 + all * 120];
  while (killed < kills) {
    const ms = shortest + Math.random() * (longest - shortest);
    if (await rotateFor(ms)) done += 1;
    else killed += 1;
    expect(await requireReadable()).toBe(expected);
  }
  const { next } = await keyFilesOf(world.keyFile);
  // What is left of the last one.
  if (world.has(next)) await world.rotate({}, 'last');
  expect(await world.recipient()).not.toBe(before);
  expect(await requireReadable()).toBe(expected);
  const former = world.read(`${world.keyFile}.former`);
  expect(former).not.toContain(world.read(world.keyFile).trim().split('\n').at(-1));
  console.log(JSON.stringify({ files: expected, killed, done, opened: opened.size, unreadable: 0 }));
});
