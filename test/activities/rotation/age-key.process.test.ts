import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypt } from '../../../src/secrets/decrypt';
import { findTool } from '../../../src/tools';
import { contents, formats, World, type Options } from './world';

jest.setTimeout(180_000);

const worlds: World[] = [];
afterAll(() => worlds.forEach((world) => world.remove()));

async function worldOf(options: Partial<Options> = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'roost-rotation-'));
  const world = new World({ folder, apps: ['phone'], files: 5, ...options });
  worlds.push(world);
  await world.build();
  return world;
}

const open = async (ciphertext: string, format: (typeof formats)[string], keyFile: string): Promise<string> =>
  (
    await decrypt({
      sops: await findTool('sops'),
      ciphertext: Buffer.from(ciphertext),
      format,
      keyFile,
      name: 'it',
    })
  ).toString();

it('puts another key in place of the present one, in every file, with the same values', async () => {
  const world = await worldOf({ apps: ['phone', 'wiki', 'second'], sharing: 'second' });
  const former = await world.recipient();
  const before: Record<string, string> = {};
  for (const [path, format] of Object.entries(formats))
    before[path] = await open(world.inRemote('phone', path), format, world.keyFile);
  const plan = await world.rotate();
  expect(plan.steps.map(({ id }) => id)).toEqual([
    'make',
    'share-phone',
    'share-wiki',
    'share-control',
    'prove-phone',
    'prove-wiki',
    'prove-control',
    'narrow-phone',
    'narrow-wiki',
    'narrow-control',
    'verify-phone',
    'verify-wiki',
    'verify-control',
    'retire',
  ]);
  const fresh = await world.recipient();
  expect(fresh).toMatch(/^age1\w{58}$/);
  expect(fresh).not.toBe(former);
  expect(await world.recipient(`${world.keyFile}.former`)).toBe(former);
  expect(world.has(`${world.keyFile}.next`)).toBe(false);
  for (const app of ['phone', 'wiki'])
    for (const [path, format] of Object.entries({ ...formats, 'extra/4.yaml': 'yaml' as const })) {
      const ciphertext = world.inRemote(app, path);
      expect(await open(ciphertext, format, world.keyFile)).toBe(before[path] ?? before['conf dir/app.yaml']);
      await expect(open(ciphertext, format, `${world.keyFile}.former`)).rejects.toMatchObject({
        code: 'SecretKeyWrong',
      });
    }
  expect(await open(world.read(world.secrets), 'dotenv', world.keyFile)).toBe(before['.env.sops']);
  expect(statSync(world.secrets).mode & 0o777).toBe(0o640);
  expect(statSync(world.keyFile).mode & 0o777).toBe(0o600);
  const config = world.inRemote('phone', '.sops.yaml');
  expect(config).toBe(
    `# ${former}: of the control host\r\nkeys:\r\n  - &control ${fresh}\r\ncreation_rules:\r\n  - path_regex: extra/.*\r\n    age: ${fresh} # the same\r\n  - key_groups:\r\n      - age:\r\n          - *control\r\n`,
  );
  expect(plan.warnings[0]).toContain('README.md of phone names the former key');
  expect(JSON.stringify([plan, world.notes])).not.toMatch(/AGE-SECRET|hunter2/);
});

it('the configuration between the phases is one that sops takes, for both keys', async () => {
  const world = await worldOf();
  const lease = await world.lock('run');
  const plan = await world.plan();
  for (const i of [0, 1]) await world.step('run', plan, lease, i);
  const [former, next] = [
    await world.recipient(`${world.keyFile}.former`),
    await world.recipient(`${world.keyFile}.next`),
  ];
  const config = world.at('between.yaml');
  writeFileSync(config, world.inRemote('phone', '.sops.yaml'));
  for (const name of ['extra/x.yaml', 'other.yaml']) {
    const sealed = await world.sealBy(config, name);
    expect([sealed.includes(former), sealed.includes(next)]).toEqual([true, true]);
  }
});

it('a push in between is read, and kept', async () => {
  const world = await worldOf();
  let pushes = 0;
  world.beforePush = () => {
    if ((pushes += 1) > 2) return;
    writeFileSync(world.at('work/phone', `pushed-${pushes}`), 'x');
    world.git('phone', 'pull', '-q', '--rebase', world.remote('phone'), 'main');
    world.commit('phone', `push ${pushes}`);
  };
  await world.rotate();
  expect(world.inRemote('phone', 'pushed-2')).toBe('x');
  expect(await open(world.inRemote('phone', '.env.sops'), 'dotenv', world.keyFile)).toContain('hunter2');
});

it('a file that comes with the former key alone stops the rotation before the key goes; the next run takes it along', async () => {
  const world = await worldOf();
  const late = await world.seal(contents.dotenv, 'dotenv', [await world.recipient()]);
  const lease = await world.lock('run');
  const plan = await world.plan();
  for (const i of [0, 1, 2]) await world.step('run', plan, lease, i);
  world.git('phone', 'pull', '-q', '--rebase', world.remote('phone'), 'main');
  writeFileSync(world.at('work/phone/late.env'), late);
  world.commit('phone', 'late');
  await expect(world.step('run', plan, lease, 3)).rejects.toMatchObject({
    type: 'SecretKeyWrong',
    message: expect.stringContaining('late.env of phone came or was changed meanwhile'),
  });
  await world.rotate({}, 'second');
  expect(await open(world.inRemote('phone', 'late.env'), 'dotenv', world.keyFile)).toContain('hunter2');
});

it('with branches it ends twice, and goes on when they are merged', async () => {
  const world = await worldOf({ commit: 'branch' });
  const former = await world.recipient();
  const first = await world.rotate();
  expect(first.steps.map(({ id }) => id)).toEqual(['make', 'share-phone', 'share-control']);
  const branch = /on (roost\/\S+),/.exec(world.notes.join('\n'))![1]!;
  expect(world.inRemote('phone', '.env.sops')).not.toContain(await world.recipient(`${world.keyFile}.next`));
  await world.rotate({}, 'again');
  expect(world.notes.at(-1)).toBe(`share-phone: ${branch} waits to be merged`);
  const merge = (name: string) => {
    world.git('phone', 'fetch', '-q', world.remote('phone'), name);
    world.git('phone', 'merge', '-q', '--ff-only', 'FETCH_HEAD');
    world.git('phone', 'push', '-q', world.remote('phone'), 'HEAD:refs/heads/main');
  };
  merge(branch);
  const second = await world.rotate({}, 'second');
  expect(second.steps.map(({ id }) => id)).toEqual([
    'make',
    'prove-phone',
    'prove-control',
    'narrow-phone',
    'narrow-control',
  ]);
  merge(/on (roost\/\S+-narrow),/.exec(world.notes.join('\n'))![1]!);
  const third = await world.rotate({}, 'third');
  expect(third.steps.at(-1)!.id).toBe('retire');
  expect(world.inRemote('phone', '.env.sops')).not.toContain(former);
});

it('a repository that takes no commit is named with the remedy; nothing is lost', async () => {
  const world = await worldOf();
  const hook = join(world.remote('phone'), 'hooks/pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "GH006: Protected branch update failed"; exit 1\n', { mode: 0o755 });
  await expect(world.rotate()).rejects.toMatchObject({
    type: 'PushRefused',
    nonRetryable: true,
    message: expect.stringContaining('Protected branch update failed'),
  });
  expect(await open(world.inRemote('phone', '.env.sops'), 'dotenv', world.keyFile)).toContain('hunter2');
});

it('a file with another kind of key is refused before anything is made', async () => {
  const world = await worldOf();
  const sealed = await world.seal('a: x\n', 'yaml', [await world.recipient()]);
  writeFileSync(
    world.at('work/phone/kms.yaml'),
    sealed.replace('sops:\n', 'sops:\n    kms:\n        - arn: a\n'),
  );
  world.commit('phone', 'kms');
  await expect(world.plan()).rejects.toMatchObject({
    type: 'SecretInvalid',
    message: expect.stringContaining('kms.yaml'),
  });
  expect(world.has(`${world.keyFile}.next`)).toBe(false);
});
