import { serving } from './bases';
import { withNewEnv } from './commits';
import type { Base, Scenario } from './types';

/** A deploy of what follows one of the lab's commits. */
export const deployOf = (
  name: string,
  label: string,
  strategy: 'recreate' | 'rolling',
  base: Base = serving,
): Scenario => ({
  name,
  workflow: 'deploy',
  base,
  request: async (lab) => ({ app: 'phone', ref: await withNewEnv(lab, label), strategy, diverged: true }),
});
