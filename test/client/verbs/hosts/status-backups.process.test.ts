import { mkdirSync } from 'node:fs';
import type { Fleet } from '../../../../src/fleet/file';
import { appStatus, emptyStatus } from '../../../backup/sample';
import { scene, type Scene } from '../../scene';
import { roost } from '../../support';

let at: Scene;
beforeEach(() => (at = scene()));
afterEach(() => at.remove());

describe('backups, from files of the control host', () => {
  const secret = { secret: 'P' };
  const fleet =
    (more: object = {}, app: object = {}) =>
    (): Fleet => {
      const made = at.fleet();
      const times = {
        at: { hour: 3, minute: 0 },
        limit: 1,
        lockWait: 1,
        night: 1,
        stale: 26 * 3_600_000,
        checkParts: 8,
        keepFormer: 604_800_000,
      };
      const counts = { retention: { daily: 7, weekly: 4, monthly: 3 }, atOnce: { perHost: 3, all: 6 } };
      const backup = {
        repository: { url: '/srv/r', password: secret, env: {} },
        folder: `${at.root}/backups`,
        ...times,
        ...counts,
        ...more,
      };
      return { ...made, backup, apps: { phone: { ...made.apps.phone!, backup: app } } };
    };
  const write = (name: string, content: unknown) => at.write(name, JSON.stringify(content));
  const ask = (line = 'status', of = fleet(), more: object = {}) =>
    roost(line, {
      fleet: of,
      hosts: { hornbill: at.host },
      env: { XDG_STATE_HOME: `${at.root}/state` },
      ...more,
    });
  const watch = {
    version: 2,
    lookedAt: '2026-03-04T02:05:00Z',
    apps: { phone: '2026-01-01T00:00:00Z' },
    schedule: null,
    nights: null,
    alerts: [],
  };
  const nights = {
    paused: false,
    next: '2026-03-04T03:00:00Z',
    last: '2026-03-03T03:00:00Z',
    at: '2026-03-04T02:05:00Z',
  };

  test('how old, how large, what the next night will be; Temporal is down', async () => {
    const night = {
      startedAt: '2026-03-03T03:00:00Z',
      endedAt: '2026-03-03T04:10:00Z',
      run: 'n',
      succeeded: 1,
      failed: [],
      upkeep: null,
    };
    const repository = {
      ...emptyStatus().repository,
      bytes: 12e9,
      measuredAt: '2026-03-03T04:10:00Z',
      former: { bytes: 11.8e9, at: '2026-03-02T04:10:00Z' },
    };
    write(
      'backups/status.json',
      emptyStatus({ apps: { phone: appStatus('2026-03-03T03:10:00Z') }, night, repository }),
    );
    write('state/roost/alerts.json', { ...watch, nights });
    const { stdout } = await ask('status', fleet({ budget: 200e9 }));
    expect(stdout).toContain(
      '  phone  not deployed  no containers\n    backup: 23 h ago of at most 26 h, 1.2 GB, repository grew by 30.0 MB\n',
    );
    expect(stdout).toMatch(
      new RegExp(`
backup
  repository  12.0 GB of 200 GB, \\+200 MB since 46 h ago, measured 22 h ago
  read back   no part yet
  last night  ended 22 h ago, 1 app backed up
  next night  in 50 min, 2026-03-0\\d \\d\\d:00

Temporal did not answer`),
    );
    const { backup } = (await ask('status --json')).json() as unknown as { backup: object };
    expect(backup).toMatchObject({
      apps: { phone: { age: 82_800, limit: 93_600, over: false, lastSuccess: { bytes: 1.2e9 } } },
      schedule: nights,
      alerts: [],
    });
  });

  test('red when it is over its limit, yellow when it failed since; alerts; a paused night', async () => {
    const failed = { at: '2026-03-04T01:10:00Z', code: 'CopyFailed' };
    const alert = {
      key: 'stale:phone',
      app: 'phone',
      title: 't',
      says: 'phone has had no backup.',
      hint: 'h',
      since: '2026-03-04T00:10:00Z',
      over: null,
    };
    write('backups/status.json', emptyStatus({ apps: { phone: appStatus('2026-03-02T03:10:00Z', failed) } }));
    write('state/roost/alerts.json', {
      ...watch,
      nights: { ...nights, paused: true },
      alerts: [alert, { ...alert, key: 'budget', over: '2026-03-04T00:20:00Z' }],
    });
    const coloured = { env: { XDG_STATE_HOME: `${at.root}/state`, NO_COLOR: '', FORCE_COLOR: '1' } };
    const { stdout } = await ask('status', fleet(), coloured);
    const text =
      '    backup: 47 h ago of at most 26 h, 1.2 GB, repository grew by 30.0 MB; the last attempt 1 h ago ended with CopyFailed';
    expect(stdout).toContain(`\u001b[31m${text}\u001b[39m\n`);
    expect((await ask('status', fleet({}, { stale: 50 * 3_600_000 }), coloured)).stdout).toContain(
      '\u001b[33m    backup: 47 h',
    );
    const plain = (await ask()).stdout;
    expect(plain).toContain('  next night  paused\n  alert       phone has had no backup. (since 2 h ago)\n');
    expect(plain.match(/alert/g)).toHaveLength(1);
  });

  test('none yet, none wanted, no worker that looks, a file that cannot be read', async () => {
    expect((await ask()).stdout).toMatch(
      / {4}backup: none yet; at most 26 h without\n[^]*next night +not known: no worker has run here yet\n/,
    );
    expect((await ask('status', fleet({}, { from: 'off' }))).stdout).not.toContain('backup:');
    expect((await ask('status', at.fleet)).stdout).not.toContain('backup');
    write('state/roost/alerts.json', { ...watch, lookedAt: '2026-03-04T00:10:00Z' });
    expect((await ask()).stdout).toContain(
      '  alerts      last evaluated 2 h ago: check that the worker runs\n',
    );
    write('state/roost/alerts.json', watch);
    expect((await ask()).stdout).toContain('next night  none: there is no Schedule\n');
    mkdirSync(`${at.root}/backups/status.json`, { recursive: true });
    const { code, stdout } = await ask();
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/\nbackup\n {2}\S+status\.json cannot be read: EISDIR/),
    ]);
  });

  test('of a host that is out of reach, too', async () => {
    write('backups/status.json', emptyStatus({ apps: { phone: appStatus('2026-03-03T03:10:00Z') } }));
    expect((await ask('status', fleet(), { hosts: {} })).stdout).toMatch(
      /hornbill {2}no answer\n[^]*\n {2}phone\n {4}backup: 23 h ago/,
    );
  });
});
