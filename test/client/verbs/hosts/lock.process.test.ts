import { mkdirSync } from 'node:fs';
import { scene, type Scene } from '../../scene';
import { FakeRuns, roost, view, type FakeWorld } from '../../support';

const held = {
  plane: 'p',
  workflowId: 'deploy-phone-1',
  runId: 'r',
  workflow: 'deploy',
  by: 'op@laptop',
  token: 3,
  since: '2026-03-04T01:10:00Z',
};
let at: Scene;
let broken: number;
beforeEach(() => {
  at = scene();
  mkdirSync(`${at.root}/app/.roost`);
  broken = 0;
});
afterEach(() => at.remove());

const world = (more: FakeWorld = {}): FakeWorld => ({
  fleet: at.fleet,
  hosts: { hornbill: at.host },
  guard: { show: async () => held, break: async () => ((broken += 1), held) },
  ...more,
});

test('show says who holds it, and whether that run goes on', async () => {
  const ran = await roost('lock show phone', world({ runs: new FakeRuns([view()]) }));
  expect(ran.stdout).toBe(
    'phone: deploy deploy-phone-1, by op@laptop, since 2026-03-04T01:10:00Z (1 h ago)\n  its run: running\n',
  );
});

test('show works with Temporal down, and says that it was not asked', async () => {
  expect((await roost('lock show phone --json', world())).json()).toMatchObject({
    ok: true,
    lock: { workflowId: 'deploy-phone-1', run: 'not asked' },
  });
});

test('nobody holds it', async () => {
  expect((await roost('lock show phone', world({ guard: { show: async () => null } }))).stdout).toBe(
    'The lock of phone is free.\n',
  );
});

test('break needs a yes, and says who held it', async () => {
  const refused = await roost('lock break phone', world());
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('is held by deploy deploy-phone-1, by op@laptop');
  expect(broken).toBe(0);
  expect((await roost('lock break phone', world({ confirm: true }))).code).toBe(0);
  expect((await roost('lock break phone --yes', world())).stdout).toContain(
    'Broken: deploy deploy-phone-1, by op@laptop',
  );
  expect(broken).toBe(2);
});

test('lock alone asks what to do', async () => {
  expect((await roost('lock --json')).json().error.code).toBe('BadRequest');
});

describe('the lock of a host', () => {
  let home: string | undefined;
  beforeEach(() => {
    home = process.env.HOME;
    process.env.HOME = at.root;
  });
  afterEach(() => (process.env.HOME = home));

  test('is shown and broken by --host, though no app is named', async () => {
    mkdirSync(`${at.root}/.local/state/roost/host/.roost`, { recursive: true });
    const ran = await roost('lock show --host hornbill', world({ runs: new FakeRuns([view()]) }));
    expect(ran.stdout).toContain('host hornbill: deploy deploy-phone-1, by op@laptop');
    expect((await roost('lock break --host hornbill --yes --json', world())).json()).toMatchObject({
      ok: true,
      host: 'hornbill',
      broken: { token: 3 },
    });
    expect(broken).toBe(1);
  });

  test('is not that of its apps', async () => {
    expect((await roost('lock show --host hornbill', world())).stdout).toBe(
      'The lock of host hornbill is free.\n',
    );
  });

  test('an unknown host is refused, and so are two names or none', async () => {
    expect((await roost('lock show --host hornbil', world())).stderr).toContain('UnknownHost');
    for (const line of ['lock show', 'lock break phone --host hornbill'])
      expect((await roost(`${line} --json`, world())).json().error.code).toBe('BadRequest');
  });
});
