import type { Define } from '../program';
import { defineCancel } from './cancel';
import { defineDecide } from './decide';
import { defineDeploy } from './deploy';
import { defineExitCodes } from './exit-codes';
import { defineReleases } from './releases';
import { defineRuns } from './runs';
import { defineShow } from './show';

/** In the order of the help, by what an operator is after. */
export const verbGroups: Record<string, Define[]> = {
  'Change what serves:': [defineDeploy],
  'See and steer runs:': [defineRuns, defineShow, defineDecide, defineCancel, defineReleases],
  'Help:': [defineExitCodes],
};
