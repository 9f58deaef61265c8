import { optionsFor } from '../../../src/workflows/run/options';

const MINUTE = 60_000;

test.each(['planDeploy', 'planRollback'] as const)(
  '%s may fetch, check out and show a large repository',
  (name) => {
    // Ten minutes each are what they ask of the host.
    expect(optionsFor(name, 'Plan').startToCloseTimeout).toBeGreaterThanOrEqual(30 * MINUTE);
  },
);
