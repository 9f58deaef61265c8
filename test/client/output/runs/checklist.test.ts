import { checklist } from '../../../../src/client/output/runs/checklist';
import { plain } from '../../../../src/client/output/theme';
import { NOW, progress, steps } from '../../support';

const at = { theme: plain, now: NOW, attempts: [] };

test('shows every state with its mark, time and note', () => {
  const list = progress({
    steps: steps(
      { state: 'done', seconds: 12.3, note: '3 images' },
      { state: 'undone', seconds: 0.2 },
      { state: 'failed', seconds: 61 },
      { state: 'skipped' },
      { state: 'warned', seconds: 1 },
    ),
  });
  expect(checklist(list, at)).toEqual([
    '  ✓ Build or pull the images of a1b2c3d               12 s',
    '      3 images',
    '  ↶ Maintenance flag on                              0.2 s  undone',
    '  ✗ Run postdeploy in release 4: npm run migrate  1 min 01 s  failed',
    '  – Record release 4 as the current one                     skipped',
    '  ! Remove release 1 (3 are kept)                    1.0 s  failed, went on',
  ]);
});

test('a running step shows for how long, and why it is at it again', () => {
  const attempts = [
    {
      activity: 'setMaintenance',
      attempt: 3,
      since: '2026-03-04T02:08:30Z',
      failure: 'HostUnreachable: no route\nmore',
      heartbeat: null,
    },
  ];
  expect(checklist(progress(), { ...at, attempts }).slice(0, 4)).toEqual([
    '  ✓ Build or pull the images of a1b2c3d               12 s',
    '  ▸ Maintenance flag on                              1 min',
    '      attempt 3: HostUnreachable: no route',
    '  · Run postdeploy in release 4: npm run migrate',
  ]);
});

test('while it waits for the lock it says who has it', () => {
  const attempts = [
    {
      activity: 'acquireLock',
      attempt: 42,
      since: '2026-03-04T02:09:00Z',
      failure: 'phone is locked by deploy-phone-ffffffff',
      heartbeat: null,
    },
  ];
  expect(checklist(progress({ phase: 'locking', plan: null, steps: [] }), { ...at, attempts })).toEqual([
    '  ▸ Take the lock  1 min',
    '      attempt 42: phone is locked by deploy-phone-ffffffff',
  ]);
});

test('long titles are cut to the width of the terminal', () => {
  const lines = checklist(progress(), { ...at, theme: { ...plain, width: 50 } });
  expect(lines[2]).toBe('  · Run postdeploy in relea…');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(50);
});

test('does without Unicode', () => {
  expect(checklist(progress(), { ...at, theme: { ...plain, unicode: false } })[0]).toBe(
    '  + Build or pull the images of a1b2c3d               12 s',
  );
});

test('the step that failed stays marked when it is undone', () => {
  const failure = { code: 'Unhealthy', message: 'm', hint: 'h', step: 'flag-on' };
  const list = progress({
    failure,
    steps: steps({ state: 'undone', seconds: 1 }, { state: 'undone', seconds: 1 }),
  });
  expect(checklist(list, at).slice(0, 2)).toEqual([
    '  ↶ Build or pull the images of a1b2c3d              1.0 s  undone',
    '  ✗ Maintenance flag on                              1.0 s  failed, undone',
  ]);
});
