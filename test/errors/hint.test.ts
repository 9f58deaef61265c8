import { fillIn } from '../../src/errors/hint';

it('a hint gets the names that are known, and keeps the others', () => {
  expect(fillIn('`roost decide RUN`, then `roost status APP`', { RUN: 'deploy-phone', APP: null })).toBe(
    '`roost decide deploy-phone`, then `roost status APP`',
  );
  expect(fillIn('RUNNING', { RUN: 'x' })).toBe('RUNNING');
});
