import { planControlRehearsal } from '../../../src/plan/rehearsal/control';
import { fails } from '../../workflows/fakes';
import type { Recipe } from '../support/types';

/** The state of the control host is damaged in the snapshot: what was brought is removed. */
export default {
  plan: planControlRehearsal(
    {
      snapshot: {
        id: 'abcdef01fedcba98',
        time: '2026-03-01T02:10:00Z',
        root: '/srv/backups/control',
        bytes: 5_000_000,
        missing: [],
        sameFleet: true,
        commit: 'c0ffee',
      },
      copies: { ageKey: '/media/age.txt' },
      disk: { free: 1e12, total: 1e12 },
    },
    { scope: { kind: 'fleet', directory: '/var/lib/roost/fleet' }, operation: '0123456789', decideWait: 1 },
  ),
  workflow: 'rehearse',
  request: { scenario: 'control', copies: { ageKey: '/media/age.txt' } },
  prepare: (fleet) => fleet.on('read', fails('CopyDamaged')),
} satisfies Recipe;
