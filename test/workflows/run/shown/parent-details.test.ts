import { Checklist } from '../../../../src/workflows/run/shown/checklist';
import { parentDetails } from '../../../../src/workflows/run/shown/parent-details';

it('has what wants a look first, and what there is to say of all of it last', () => {
  const list = new Checklist();
  list.open(['phone', 'site', 'docs'].map((id) => ({ id, title: `Back up ${id}` })));
  list.phase('running');
  list.warn('The night goes by the last good fleet file');
  list.set({ id: 'phone' }, 'done');
  list.set({ id: 'docs' }, 'skipped', { note: 'nothing lies there' });
  expect(parentDetails('night night-1', list)).toBe(
    [
      '### night night-1: running',
      '1 of 3 done',
      '- ↷ Back up docs, skipped: nothing lies there\n- ☑ Back up phone\n- ☐ Back up site',
      '- ⚠ The night goes by the last good fleet file',
    ].join('\n\n'),
  );
});
