import { scene, type Scene } from '../../scene';
import { roost } from '../../support';

let at: Scene;
beforeEach(() => (at = scene()));
afterEach(() => at.remove());

test('something wrong: a table with remedies, exit code 3', async () => {
  at.program('docker', 'echo "permission denied while trying to connect" >&2; exit 1');
  const ran = await roost('check', { fleet: at.fleet, hosts: { hornbill: at.host } });
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('hornbill\n  ✓ reach');
  expect(ran.stdout).toMatch(
    /✗ docker {6}\S+ cannot use Docker: permission denied while trying to connect\n {16,}→ on the host, as root: usermod -aG docker/,
  );
  expect(ran.stdout).toMatch(/\d+ checks failed, \d+ warnings?\.\n$/);
});

test('in JSON every row is there, the good ones too', async () => {
  const ran = await roost('check --json', { fleet: at.fleet, hosts: { hornbill: at.host } });
  expect(ran.json()).toMatchObject({ ok: false, error: { code: 'CheckFailed' } });
  expect(ran.json().rows).toContainEqual({
    subject: 'hornbill',
    check: 'reach',
    state: 'ok',
    says: expect.any(String),
  });
});

test('a host out of reach leaves its apps unknown', async () => {
  const ran = await roost('check --json', { fleet: at.fleet });
  const rows = ran.json().rows.map(({ subject, check, state }) => [subject, check, state]);
  expect(rows).toContainEqual(['hornbill', 'reach', 'fail']);
  expect(rows).toContainEqual(['phone', 'app', 'unknown']);
});

test('--offline asks no host', async () => {
  const ran = await roost('check --offline --json', { fleet: at.fleet });
  expect(ran.json().rows.map(({ subject }) => subject)).not.toContain('hornbill');
});

test('an unknown name', async () => {
  const ran = await roost('check hornbil --json', { fleet: at.fleet });
  expect(ran.code).toBe(2);
  expect(ran.json().error.message).toContain('did you mean hornbill?');
});
