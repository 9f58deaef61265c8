import { planDeploy, type DeployOptions } from '../../../src/plan/release/deploy';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { facts } from './facts';

export const plan = (change: Partial<DeployFacts> = {}, options: DeployOptions = {}, operation = 'op1') =>
  planDeploy(facts(change), options, operation, 1_800_000);
export const ids = (change?: Partial<DeployFacts>, options?: DeployOptions) =>
  plan(change, options).steps.map((s) => s.id);
export const undos = (change?: Partial<DeployFacts>, options?: DeployOptions) =>
  plan(change, options).steps.flatMap((s) => (s.undo ? [`${s.id}: ${s.undo.call.run}`] : []));
export const recreate: DeployOptions = { strategy: 'recreate' };
export const breaking: Partial<DeployFacts> = { migration: 'breaking' };
