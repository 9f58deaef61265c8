import { mkdirSync } from 'node:fs';
import type { Hold } from '../../../../src/protocol/release-record';
import { scene, type Scene } from '../../scene';
import { roost, type FakeWorld } from '../../support';

const hold: Hold = {
  release: 5,
  commit: 'b4c5d6e9',
  version: '1.6.0',
  commits: ['b4c5d6e9'],
  since: '2026-03-04T01:10:00Z',
  by: 'op@laptop',
};
let at: Scene;
beforeEach(() => (at = scene()));
afterEach(() => at.remove());

const world = (held: Hold | null): FakeWorld => ({
  fleet: at.fleet,
  hosts: { hornbill: at.host },
  guard: { resume: async () => held },
});

test('ends the hold, and says what it was', async () => {
  mkdirSync(`${at.root}/app/.roost`);
  const ran = await roost('resume phone', world(hold));
  expect(ran.stdout).toBe(
    'phone is no longer on hold: release 5 (b4c5d6e, 1.6.0) was left 1 h ago by op@laptop.\n',
  );
  expect((await roost('resume phone --json', world(hold))).json()).toEqual({
    ok: true,
    app: 'phone',
    resumed: hold,
  });
});

test('there was none', async () => {
  mkdirSync(`${at.root}/app/.roost`);
  const ran = await roost('resume phone', world(null));
  expect([ran.code, ran.stdout]).toEqual([0, 'phone was not on hold.\n']);
});

test('where roost has never been, it leaves no trace', async () => {
  const ran = await roost('resume phone', { fleet: at.fleet, hosts: { hornbill: at.host }, guard: {} });
  expect([ran.code, ran.stdout]).toEqual([0, 'phone was not on hold.\n']);
});
