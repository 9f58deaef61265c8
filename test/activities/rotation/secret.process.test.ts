import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypt } from '../../../src/secrets/decrypt';
import { stageValue } from '../../../src/secrets/staged';
import { findTool } from '../../../src/tools';
import { formats, World, type Options } from './world';

jest.setTimeout(180_000);

const worlds: World[] = [];
afterAll(() => worlds.forEach((world) => world.remove()));

async function worldOf(options: Partial<Options> = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'roost-secret-'));
  const world = new World({ folder, apps: ['phone'], files: 4, ...options });
  worlds.push(world);
  await world.build();
  return world;
}

const open = async (world: World, path: string, ref?: string): Promise<string> => {
  const [sops, ciphertext] = [await findTool('sops'), Buffer.from(world.inRemote('phone', path, ref))];
  return (
    await decrypt({ sops, ciphertext, format: formats[path]!, keyFile: world.keyFile, name: path })
  ).toString();
};

async function rotate(world: World, name: string, value: string, more: { in?: string } = {}, run = 'run') {
  const recipients = [await world.recipient()];
  const secret = { app: 'phone', name, value };
  const staged = await stageValue(world.at('state'), await findTool('sops'), recipients, secret);
  // A short one may be in any ciphertext.
  if (value.length > 8) expect(world.read(world.at('state/values', `${staged}.json`))).not.toContain(value);
  return world.rotate({ what: 'secret', app: 'phone', name, staged, ...more }, run);
}

it('commits the value alone, deploys, and leaves nothing of it', async () => {
  const world = await worldOf();
  const value = 'a b "c" $d #e \\x = 42';
  const before = world.inRemote('phone', '.env.sops');
  const plan = await rotate(world, 'TOKEN', value);
  expect(plan.steps.map(({ id }) => id)).toEqual(['commit', 'deploy', 'forget']);
  expect(await open(world, '.env.sops')).toBe(`# a comment\nTOKEN=${value}\nEMPTY=\nSECOND=x\\ny\n`);
  const line = (text: string) => text.split('\n').find((one) => one.startsWith('SECOND='));
  expect(line(world.inRemote('phone', '.env.sops'))).toBe(line(before));
  expect(world.deployed).toEqual(['phone']);
  expect(
    world.has(
      world.at(
        'state/values',
        `${plan.steps[2]!.call.args && (plan.steps[2]!.call.args as { staged: string }).staged}.json`,
      ),
    ),
  ).toBe(false);
  expect(JSON.stringify([plan, world.notes])).not.toContain('a b ');
});

it.each([
  ['smtp.password', 'conf/app.json', '42', '"password": "42"'],
  ['list.1', 'conf/app.json', 'true', '"true"'],
  ['password', 'conf dir/app.yaml', 'several\nlines\n', 'several'],
])('%s of %s stays a text', async (name, path, value, shown) => {
  const world = await worldOf();
  await rotate(world, name, value, { in: path });
  expect(await open(world, path)).toContain(shown);
});

it('is taken back by another commit if the deploy does not end well', async () => {
  const world = await worldOf();
  const before = await open(world, '.env.sops');
  world.deploy = () => Promise.reject(new Error('unhealthy'));
  const lease = await world.lock('run');
  const recipients = [await world.recipient()];
  const secret = { app: 'phone', name: 'TOKEN', value: 'not good' };
  const staged = await stageValue(world.at('state'), await findTool('sops'), recipients, secret);
  const plan = await world.planOf({ what: 'secret', app: 'phone', name: 'TOKEN', staged }, lease);
  await world.step('run', plan, lease, 0);
  expect(await open(world, '.env.sops')).toContain('TOKEN=not good');
  await expect(world.step('run', plan, lease, 1)).rejects.toThrow('unhealthy');
  await world.undo('run', plan, lease, 0);
  expect(await open(world, '.env.sops')).toBe(before);
  await world.undo('run', plan, lease, 0);
  expect(world.notes.at(-1)).toBe('undo commit: it is so already');
});

it('a value that the format cannot have is refused by name, before a commit', async () => {
  const world = await worldOf();
  const refused = (name: string, value: string, more = {}) =>
    expect(rotate(world, name, value, more, `run-${value.length}`)).rejects;
  await refused('TOKEN', 'first-half\nsecond-half').toMatchObject({
    type: 'SecretInvalid',
    message: expect.stringMatching(/TOKEN was not changed.*several lines in a dotenv file/),
  });
  await refused('TOKEN', 'backslash\\n').toMatchObject({ type: 'SecretInvalid' });
  await refused('NONE', 'anything').toMatchObject({
    type: 'BadRequest',
    message: expect.stringContaining('has NONE'),
  });
});

it('somebody else who changes it meanwhile is not overwritten', async () => {
  const world = await worldOf();
  const other = await world.seal('TOKEN=theirs\n', 'dotenv', [await world.recipient()]);
  world.beforePush = () => {
    world.beforePush = () => {};
    writeFileSync(world.at('work/phone/.env.sops'), other);
    world.commit('phone', 'theirs');
  };
  await expect(rotate(world, 'TOKEN', 'ours')).rejects.toMatchObject({
    type: 'SecretInvalid',
    message: expect.stringContaining('was changed meanwhile'),
  });
  expect(await open(world, '.env.sops')).toBe('TOKEN=theirs\n');
});

it('with branches nothing is deployed', async () => {
  const world = await worldOf({ commit: 'branch' });
  await rotate(world, 'TOKEN', 'another');
  expect(world.deployed).toEqual([]);
  const branch = /(roost\/secret-phone-\w+),/.exec(world.notes[0]!)![1]!;
  expect(await open(world, '.env.sops', branch)).toContain('TOKEN=another');
  expect(await open(world, '.env.sops')).not.toContain('another');
});
