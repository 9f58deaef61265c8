/** What a plan is about, before its steps. Pure. */
import { aboutPlan } from '../../../plan/about';
import type { CloudflarePlan } from '../../../protocol/plan';
import type { Pair } from '../text';

export const cloudflarePairs = (plan: CloudflarePlan): Pair[] => [
  ['account', plan.cloudflare.account],
  ['changes', aboutPlan(plan).summary],
];
