import { planControlRehearsal, rehearsedPlan, rehearsedText } from '../../../src/plan/rehearsal/control';
import { rehearsedFires } from '../../../src/plan/rehearsal/fires';
import { rehearsalReport } from '../../../src/plan/rehearsal/report';
import { checkRehearseRequest } from '../../../src/plan/rehearsal/request';
import { parse, sample } from '../../fleet/file/sample';

const MIB = 1024 * 1024;
const snapshot = {
  id: 'abcdef01fedcba98',
  time: '2026-03-01T02:10:00Z',
  root: '/srv/backups/control',
  bytes: 5 * MIB,
  missing: ['alerts.json'],
  sameFleet: false,
  commit: 'c0ffee',
};
const disk = { free: 900 * MIB, total: 1000 * MIB };
const options = {
  scope: { kind: 'fleet' as const, directory: '/var/lib/roost/fleet' },
  operation: '0123456789',
  decideWait: 1,
};
const copies = { ageKey: '/media/age.txt' };

it('opens the newest snapshot in scratch, and removes it whatever happens', () => {
  const plan = planControlRehearsal({ snapshot, copies, disk }, options);
  expect(plan.steps.map(({ call, undo, retry }) => [call.run, undo?.call.run, retry])).toEqual([
    ['openControl', 'closeControl', 'long'],
    ['readControl', undefined, 'long'],
    ['rehearseControl', undefined, 'short'],
    ['closeControl', undefined, 'long'],
  ]);
  expect(plan.rehearsal.pairs).toEqual([
    ['snapshot', 'abcdef01 of 2026-03-01 02:10, 5.2 MB'],
    ['age key', '/media/age.txt'],
    ['password', 'that of this machine: no copy is tried'],
  ]);
  expect(plan.warnings).toEqual([
    'The snapshot does not hold alerts.json',
    'The fleet file has changed since the snapshot (its commit: c0ffee)',
  ]);
  const again = planControlRehearsal({ snapshot, copies, disk }, { ...options, operation: '9876543210' });
  expect(again.hash).toBe(plan.hash);
});

it('is refused without a snapshot, and where it would fill the disk', () => {
  expect(() => planControlRehearsal({ snapshot: null, copies, disk }, options)).toThrow(
    /^The repository has no snapshot of the control host's state/,
  );
  const full = { free: 258 * MIB, total: 1000 * MIB };
  expect(() => planControlRehearsal({ snapshot, copies, disk: full }, options)).toThrow(/needs 5.2 MB here/);
});

it('says what the recovery would do on a machine that has only the copies', () => {
  const place = {
    kind: 'app' as const,
    name: 'phone',
    host: 'hornbill',
    directory: '/srv/apps/phone',
    claimed: null,
    lock: {
      token: 3,
      plane: 'former',
      workflowId: 'deploy-phone-1',
      runId: 'run',
      workflow: 'deploy',
      by: 'ann',
      since: '2026-03-01T03:00:00Z',
    },
    operations: [],
    flag: null,
    serving: { release: 2, commit: 'a'.repeat(40) },
    unfinished: [],
    jobs: [],
    recovering: false,
  };
  const hosts = [{ host: 'hornbill', failure: null, peers: [], places: [place] }];
  const plan = rehearsedPlan(parse(sample), { snapshot, copies, hosts } as never);
  expect(plan.steps.map(({ run }) => run)).toEqual(
    expect.arrayContaining(['copyKey', 'bringFiles', 'start', 'schedules', 'claim', 'freeLock']),
  );
  expect(rehearsedText(plan)).toMatch(
    /^\d+ steps: .*1 lock to take over on 1 host, 1 to free, .*1 run under way now, \d+ things that would stay unknown$/,
  );
  const silent = [
    { host: 'hornbill', failure: { code: 'HostUnreachable', message: 'no' }, peers: [], places: [] },
  ];
  expect(rehearsedPlan(parse(sample), { snapshot, copies, hosts: silent }).silent).toHaveLength(1);
});

it('belongs to the quarter with a section of drills, and says what other fires need', () => {
  const fleet = (drill: string) =>
    parse(
      `secrets: { file: /home/op/s.sops }\nbackup: { repository: { url: /r, password: { secret: RESTIC } }${drill} }\n${sample}`,
    );
  expect(rehearsedFires(fleet(''))).toEqual({ fires: [], lacking: [] });
  expect(rehearsedFires(fleet(', drill: { host: toucan }')).fires).toEqual(
    expect.arrayContaining(['host', 'control']),
  );
  const live = rehearsedFires(fleet(', drill: { host: hornbill }'));
  expect(live.fires).toEqual(['control']);
  expect(live.lacking.join()).toContain('backup.drill.host');
});

it('takes what a person has typed, and no path that the worker would look for elsewhere', () => {
  expect(checkRehearseRequest({ scenario: 'control', copies })).toEqual({ scenario: 'control', copies });
  expect(() => checkRehearseRequest({ scenario: 'flood' })).toThrow('scenario should be control');
  expect(() => checkRehearseRequest({ scenario: 'control', copies: { ageKey: 'age.txt' } })).toThrow(
    'absolute',
  );
  expect(() => checkRehearseRequest({ scenario: 'control', app: 'phone' })).toThrow('app is not known');
  expect(() => checkRehearseRequest({ scenario: 'control', copies: { key: '/a' } })).toThrow('copies.key');
});

it('reports how far it came, with its figures', () => {
  const steps = [
    { id: 'open', title: '', state: 'undone' as const, note: '3 files' },
    { id: 'read', title: '', state: 'failed' as const, note: 'half' },
    { id: 'plan', title: '', state: 'pending' as const },
  ];
  const failure = { code: 'CopyDamaged', message: '', hint: '', step: 'read' };
  expect(rehearsalReport('control', steps, failure)).toEqual({
    scenario: 'control',
    host: null,
    parts: 3,
    proven: 1,
    wanted: null,
    figures: ['3 files'],
  });
});
