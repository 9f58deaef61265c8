/** Every kind of plan, by the name of the workflow that runs it. */
import type {
  ArchivePlan,
  BackupPlan,
  CloudflarePlan,
  DrillPlan,
  HostPlan,
  MovePlan,
  PatchPlan,
  Plan,
  ProvisionPlan,
  RecoverPlan,
  RehearsalPlan,
  ReleasePlan,
  RestorePlan,
  RotationPlan,
} from './plan';

interface Plans {
  deploy: ReleasePlan;
  rollback: ReleasePlan;
  backup: BackupPlan;
  restore: RestorePlan;
  drill: DrillPlan;
  archive: ArchivePlan;
  recover: RecoverPlan;
  move: MovePlan;
  hostFacts: HostPlan;
  provision: ProvisionPlan;
  patch: PatchPlan;
  cloudflareApply: CloudflarePlan;
  cloudflareAdopt: CloudflarePlan;
  cloudflareRotate: CloudflarePlan;
  rotate: RotationPlan;
  rehearse: RehearsalPlan;
}

export type PlanKind = keyof Plans;

export type PlanOf<K extends PlanKind> = Plans[K];

/**
 * The workflows that operators call runs: the nights, the rehearsals of a
 * quarter, and a restore of several apps have no plan of their own.
 */
export type RunKind =
  PlanKind | 'nightlyBackup' | 'nightlyDrill' | 'rehearsals' | 'restoreApps' | 'patchHosts';

/** One answer a kind; the compiler refuses a table that lacks one. */
export type ByPlanKind<R, A extends unknown[] = []> = {
  [K in PlanKind]: (plan: PlanOf<K>, ...args: A) => R;
};

/** The table's answer for this plan. */
export function forPlan<R, A extends unknown[]>(table: ByPlanKind<R, A>, plan: Plan, ...args: A): R {
  // That the plan fits its kind is what `Plans` says, but cannot be shown to the compiler.
  return (table[plan.kind] as (plan: Plan, ...args: A) => R)(plan, ...args);
}

const runKinds: Record<RunKind, true> = {
  deploy: true,
  rollback: true,
  backup: true,
  restore: true,
  drill: true,
  archive: true,
  recover: true,
  move: true,
  hostFacts: true,
  provision: true,
  patch: true,
  patchHosts: true,
  cloudflareApply: true,
  cloudflareAdopt: true,
  cloudflareRotate: true,
  rotate: true,
  rehearse: true,
  rehearsals: true,
  nightlyBackup: true,
  nightlyDrill: true,
  restoreApps: true,
};

/** Null for a workflow that is no run, or of another version of roost. */
export const runKindOf = (workflow: string): RunKind | null =>
  Object.hasOwn(runKinds, workflow) ? (workflow as RunKind) : null;
