import { toReport } from '../../../src/temporal/runs/errors';

const failed = (cause: object) =>
  Object.assign(new Error('Workflow execution failed'), { name: 'WorkflowFailedError', cause });

test('the code of a failed run is the type of its ApplicationFailure', () => {
  const cause = {
    name: 'ApplicationFailure',
    type: 'Locked',
    message: 'Locked: phone is locked by x (hint: wait)',
    details: [{ outcome: 'refused', steps: [] }],
  };
  expect(toReport(failed(cause))).toMatchObject({
    code: 'Locked',
    message: 'phone is locked by x',
    details: {},
  });
});

test('an update that the validator refuses', () => {
  const cause = { name: 'ApplicationFailure', type: 'NothingToDecide', message: 'nobody waits', details: [] };
  expect(
    toReport(Object.assign(new Error('update failed'), { name: 'WorkflowUpdateFailedError', cause })).code,
  ).toBe('NothingToDecide');
});

test.each([
  [failed({ name: 'TerminatedFailure' }), 'Terminated'],
  [failed({ name: 'CancelledFailure' }), 'Cancelled'],
  [
    Object.assign(new Error(), { name: 'ServiceError', cause: { code: 14, message: 'UNAVAILABLE' } }),
    'TemporalUnreachable',
  ],
  [
    Object.assign(new Error(), { name: 'ServiceError', cause: { code: 4, message: 'DEADLINE_EXCEEDED' } }),
    'TemporalUnreachable',
  ],
  [Object.assign(new Error(), { name: 'WorkflowNotFoundError' }), 'UnknownRun'],
  [new TypeError('x is undefined'), 'Internal'],
  ['thrown text', 'Internal'],
])('%s', (error, code) => {
  expect(toReport(error).code).toBe(code);
});
