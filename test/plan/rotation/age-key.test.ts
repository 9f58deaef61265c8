import { ageKeyPlan, branchOf } from './sample';

const ids = (plan: ReturnType<typeof ageKeyPlan>): string => plan.steps.map(({ id }) => id).join(' ');

test('shares everything, opens everything, and only then narrows and retires', () => {
  expect(ids(ageKeyPlan())).toBe(
    'make share-phone share-wiki share-control prove-phone prove-wiki prove-control narrow-phone narrow-wiki narrow-control verify-phone verify-wiki verify-control retire',
  );
});

test('goes on where a former run ended', () => {
  const branches = [branchOf('phone', { phase: 'done' }), branchOf('wiki', { phase: 'wide' })];
  expect(ids(ageKeyPlan({ branches, control: null, next: 'age1next' }))).toBe(
    'make prove-phone prove-wiki narrow-wiki verify-phone verify-wiki retire',
  );
});

test('nothing is narrowed before the branch of every repository is merged', () => {
  const merged = branchOf('phone', { phase: 'wide' });
  const waiting = branchOf('wiki');
  const viaBranch = { ...waiting, in: { ...waiting.in, commit: 'branch' as const } };
  const plan = ageKeyPlan({ branches: [merged, viaBranch], control: null });
  expect(ids(plan)).toBe('make share-wiki');
  expect(plan.warnings).toContain('It ends with branches to be merged; then the same command goes on');
});

test('the hash is the same for the same facts, and another for others', () => {
  expect(ageKeyPlan().hash).toBe(ageKeyPlan().hash);
  expect(ageKeyPlan({ next: 'age1next' }).hash).not.toBe(ageKeyPlan().hash);
});
