import { changes } from '../../../../src/client/output/runs/changes';
import { progress, steps } from '../../support';

test('a line for every step that moved, and for the phase', () => {
  const before = progress();
  const after = progress({
    phase: 'undoing',
    steps: steps(
      { state: 'done', seconds: 12.3 },
      { state: 'undone', seconds: 0.2 },
      { state: 'failed', seconds: 61, note: 'exit 1' },
    ),
  });
  expect(changes(before, after)).toEqual([
    'phase       Undo what was done',
    'undone      Maintenance flag on (0.2 s)',
    'FAILED      Run postdeploy in release 4: npm run migrate (1 min 01 s)',
    '              exit 1',
  ]);
});

test('the first look tells all that has happened already', () => {
  expect(changes(null, progress())).toEqual([
    'phase       Run the plan',
    'done        Build or pull the images of a1b2c3d (12 s)',
    'start       Maintenance flag on',
  ]);
});

test('nothing moved, nothing said', () => {
  expect(changes(progress(), progress())).toEqual([]);
});
