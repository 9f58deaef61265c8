import { visibilityQuery } from '../../../src/temporal/runs/visibility';

test('a list is of one app, of one host, or of all', () => {
  const all = visibilityQuery({ limit: 5 });
  expect(all).not.toContain('RoostApp');
  expect(visibilityQuery({ app: 'phone', limit: 5 })).toBe(`${all} AND RoostApp = "phone"`);
  expect(visibilityQuery({ host: 'hornbill', running: true, limit: 5 })).toBe(
    `${all} AND RoostHost = "hornbill" AND ExecutionStatus = "Running"`,
  );
});
