import { existsSync, readFileSync } from 'node:fs';
import { scene, type Scene } from '../../scene';
import { FakeRuns, NOW, roost, view, type Ran } from '../../support';

let at: Scene;
beforeEach(() => (at = scene()));
afterEach(() => at.remove());

const run = (line: string[], runs?: FakeRuns): Promise<Ran> =>
  roost(['maintenance', ...line], { fleet: at.fleet, hosts: { hornbill: at.host }, ...(runs && { runs }) });
const flag = (name = 'phone'): string | null =>
  existsSync(`${at.root}/flags/${name}.flag`) ? readFileSync(`${at.root}/flags/${name}.flag`, 'utf8') : null;
const ofRun = 'roost deploy-phone-1 0a1b 2026-03-04T01:10:00Z\n';

test('on and off, with the flag in between', async () => {
  expect((await run(['on', 'phone', '--reason', 'disk is full'])).stdout).toBe(
    'The maintenance page of phone is on.\n',
  );
  expect(flag()).toBe(`person op@laptop ${NOW.toISOString()} disk is full\n`);
  expect((await run(['on', 'phone'])).stdout).toBe(
    'The maintenance page of phone was on already, set by op@laptop 0 s ago: disk is full.\n',
  );
  expect((await run(['off', 'phone'])).stdout).toBe(
    'The maintenance page of phone is off; it was set by op@laptop 0 s ago: disk is full.\n',
  );
  expect(flag()).toBeNull();
  expect((await run(['off', 'phone'])).stdout).toBe('The maintenance page of phone was off already.\n');
});

test("on makes a run's flag a person's, so that the run leaves it", async () => {
  at.write('flags/phone.flag', ofRun);
  expect((await run(['on', 'phone'])).stdout).toBe(
    'The maintenance page of phone is yours now; it was set by run deploy-phone-1 1 h ago.\n',
  );
  expect(flag()).toMatch(/^person op@laptop/);
});

test("off refuses a running run's flag, unless forced", async () => {
  at.write('flags/phone.flag', ofRun);
  const refused = await run(['off', 'phone'], new FakeRuns([view()]));
  expect(refused.code).toBe(7);
  expect(refused.stderr).toContain('Locked: The flag is that of run deploy-phone-1, which is in progress');
  expect(flag()).toBe(ofRun);
  expect((await run(['off', 'phone', '--force'], new FakeRuns([view()]))).code).toBe(0);
  expect(flag()).toBeNull();
});

test('off removes the flag of a run that is over, or that nobody can ask about', async () => {
  at.write('flags/phone.flag', ofRun);
  expect((await run(['off', 'phone'], new FakeRuns([view({ status: 'terminated' })]))).code).toBe(0);
  at.write('flags/phone.flag', ofRun);
  expect((await run(['off', 'phone'])).code).toBe(0);
  expect(flag()).toBeNull();
});

test('the whole host', async () => {
  const ran = await run(['on', '--all', 'hornbill', '--json']);
  expect(ran.json()).toMatchObject({ ok: true, app: null, host: 'hornbill', on: true, changed: true });
  expect(flag('global')).toMatch(/^person/);
});

test.each([[['on']], [['on', 'phone', '--all', 'hornbill']], [['off']]])(
  '%j needs an app or a host',
  async (line) => {
    expect((await run(line)).code).toBe(2);
  },
);

test('a host without a proxy has no page', async () => {
  const ran = await roost('maintenance on phone', { hosts: { hornbill: at.host } });
  expect(ran.code).toBe(3);
});
