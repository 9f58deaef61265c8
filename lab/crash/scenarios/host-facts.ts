import { serving } from './bases';
import type { Scenario } from './types';

/** Reads the host itself, beside an app that serves: it leaves a closed operation in the host's folder. */
export const hostFacts: Scenario = {
  name: 'host-facts',
  workflow: 'hostFacts',
  base: serving,
  request: async () => ({}),
  strikes: ['read'],
};
