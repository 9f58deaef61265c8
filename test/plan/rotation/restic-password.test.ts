import { planResticPassword } from '../../../src/plan/rotation/restic-password';

const made = {
  scope: { kind: 'fleet', directory: '/var/lib/roost/fleet' } as const,
  operation: '0a1b2c3d4e',
  decideWait: 1,
};

test('each password is finished before the next one begins', () => {
  const passwords = [
    { secret: 'RESTIC', places: ['first' as const] },
    { secret: 'RESTIC_2', places: ['second' as const] },
  ];
  expect(planResticPassword({ passwords }, made).steps.map(({ id }) => id)).toEqual([
    'prepare-restic',
    'add-restic-first',
    'store-restic',
    'remove-restic-first',
    'forget-restic',
    'prepare-restic_2',
    'add-restic_2-second',
    'store-restic_2',
    'remove-restic_2-second',
    'forget-restic_2',
  ]);
});

test('a password of two repositories is stored when it opens both', () => {
  const plan = planResticPassword({ passwords: [{ secret: 'RESTIC', places: ['first', 'second'] }] }, made);
  expect(plan.steps.map(({ call }) => call.run)).toEqual([
    'preparePassword',
    'addRepositoryKey',
    'addRepositoryKey',
    'storePassword',
    'removeRepositoryKey',
    'removeRepositoryKey',
    'forgetPassword',
  ]);
  expect(plan.rotation.pairs).toEqual([['RESTIC', 'backup.repository, backup.second']]);
});
