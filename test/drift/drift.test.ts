import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusLines } from '../../src/client/output/hosts/status';
import { plain } from '../../src/client/output/theme';
import { keepHosts, noteFailedLook, noteLook, readLooks } from '../../src/drift';
import { hostDriftAlerts } from '../../src/drift/alerts';
import { compare, isProvisioned } from '../../src/plan/provision/plan';
import type { Drift } from '../../src/protocol/steps/provision';
import { factsOf, wanted } from '../plan/provision/sample';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'roost-drift-')), 'drift.json');
});
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

const drift = (name: string, is = 'missing'): Drift => ({ kind: 'file', name, is, want: '644 root:root' });
const at = '2026-11-20T06:00:00.000Z';
const now = new Date('2026-11-22T06:00:00.000Z');

it('knows a host that was provisioned by what only provisioning makes, even if some of it is gone', () => {
  expect(isProvisioned(factsOf(wanted(), () => 'missing'))).toBe(false);
  // Docker, sshd and a time zone are on many hosts.
  expect(
    isProvisioned(
      factsOf(wanted(), ({ kind }) =>
        ['package', 'unit', 'user', 'settings', 'timeZone'].includes(kind) ? undefined : 'missing',
      ),
    ),
  ).toBe(false);
  expect(isProvisioned(factsOf(wanted(), ({ kind }) => (kind === 'group' ? undefined : 'missing')))).toBe(
    true,
  );
});

it('finds the same as the plan', () => {
  const facts = factsOf(wanted(), ({ kind }) => (kind === 'directory' ? '777 root:root' : undefined));
  const { drifts, same } = compare(wanted(), facts);
  expect(drifts.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'directory /etc/roost',
    'directory /var/lib/roost',
  ]);
  expect(same).toBeGreaterThan(20);
});

it('keeps what was seen while a host does not answer, and forgets hosts that are gone', () => {
  expect(readLooks(file)).toEqual({});
  noteFailedLook(file, 'box', { at, code: 'HostUnreachable', message: 'no answer' });
  expect(readLooks(file)).toEqual({});
  noteLook(file, 'box', { at, provisioned: true, drifts: [drift('/etc/a')] });
  noteLook(file, 'other', { at, provisioned: false, drifts: [] });
  noteFailedLook(file, 'box', { at, code: 'HostUnreachable', message: 'no answer' });
  keepHosts(file, ['box']);
  expect(readLooks(file)).toEqual({
    box: {
      at,
      provisioned: true,
      drifts: [drift('/etc/a')],
      failed: { at, code: 'HostUnreachable', message: 'no answer' },
    },
  });
  noteLook(file, 'box', { at, provisioned: true, drifts: [] });
  expect(readLooks(file).box!.failed).toBeUndefined();
  writeFileSync(file, '{ half');
  expect(readLooks(file)).toEqual({});
});

it('alerts of hosts of the fleet file that differ, and of no other', () => {
  const look = (provisioned: boolean, drifts: Drift[]) => ({ at, provisioned, drifts });
  const looks = {
    box: look(
      true,
      ['/a', '/b', '/c', '/d', '/e'].map((name) => drift(name)),
    ),
    well: look(true, []),
    other: look(false, [drift('/a')]),
    gone: look(true, [drift('/a')]),
  };
  const [one, ...rest] = hostDriftAlerts(['box', 'well', 'other', 'never'], looks);
  expect(rest).toEqual([]);
  expect(one).toMatchObject({
    key: 'hostDrift:box',
    host: 'box',
    says: `On box 5 things differed from the fleet file at ${at}: file /a, file /b, file /c, file /d and 1 more.`,
    hint: expect.stringContaining('roost provision box --plan'),
  });
  expect(new Set(one!.parts).size).toBe(5);
});

it('shows in status what differs, and a host whose last look saw nothing', () => {
  const view = { theme: plain, now, full: false };
  const host = (look: object) =>
    statusLines(
      {
        hosts: [{ host: 'box', apps: [], failure: null, look: look as never }],
        notAsked: null,
        backup: null,
      },
      view,
    );
  expect(host({ at, provisioned: true, drifts: [drift('/etc/a')] })).toEqual([
    'box',
    '  1 thing not as the fleet file says: file /etc/a; seen 2 days ago, `roost provision box --plan` shows both values',
  ]);
  expect(host({ at, provisioned: true, drifts: [] })).toEqual(['box']);
  expect(
    host({ at, provisioned: true, drifts: [], failed: { at, code: 'HostUnreachable', message: '' } }),
  ).toEqual(['box', '  not compared with the fleet file 2 days ago: HostUnreachable']);
});
