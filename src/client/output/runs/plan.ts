/** A plan, as an operator reads it before running it. Pure. */
import { aboutPlan } from '../../../plan/about';
import type { Plan, PlanFacts } from '../../../protocol/plan';
import { forPlan, type ByPlanKind } from '../../../protocol/plan-kinds';
import { appAndHost, runTitle } from '../../../protocol/scope';
import { archivePairs } from '../archive/plan';
import { backupPairs } from '../backup/plan';
import { cloudflarePairs } from '../cloudflare/plan';
import { drillPairs } from '../drill/plan';
import { rehearsalPairs } from '../drill/rehearsal';
import { movePairs } from '../move/plan';
import { patchPairs, upgradeLines } from '../patch/plan';
import { driftLines, provisionPairs } from '../provision/plan';
import { recoverPairs } from '../recover/plan';
import { commitLines, deployPairs, releaseTitle, rollbackPairs } from '../release/plan';
import { restorePairs } from '../restore/plan';
import { pairs, type Pair } from '../text';
import type { Theme } from '../theme';
import { stepLines } from './plan-steps';

/** How plans of a kind are shown. */
interface Shown {
  /** The one line that heads a checklist. */
  title: string;
  pairs(facts: PlanFacts | null): Pair[];
  /** Between the pairs and the steps. */
  lines?(theme: Theme): string[];
  /** What the commit point means. */
  committed?: string;
}

const shown: ByPlanKind<Shown> = {
  deploy: (plan) => ({
    title: releaseTitle(plan),
    pairs: (facts) => deployPairs(plan, facts),
    lines: (theme) => commitLines('Commits', plan, theme),
    committed: 'from here on there is no undo',
  }),
  rollback: (plan) => ({
    title: releaseTitle(plan),
    pairs: (facts) => rollbackPairs(plan, facts),
    lines: (theme) => commitLines('Commits that are left', plan, theme),
    committed: 'from here on there is no undo',
  }),
  restore: (plan) => ({
    title: `restore of ${aboutPlan(plan).summary}`,
    pairs: (facts) => restorePairs(plan.restore, facts),
    committed: 'from here on the restore counts; `roost restore undo` goes back',
  }),
  provision: (plan) => ({
    title: `provisioning of ${plan.scope.host}`,
    pairs: () => provisionPairs(plan),
    lines: (theme) => driftLines(plan, theme),
  }),
  patch: (plan) => ({
    title: `upgrade of ${plan.scope.host}`,
    pairs: () => patchPairs(plan),
    lines: (theme) => upgradeLines(plan, theme),
  }),
  cloudflareApply: (plan) => ({ title: 'changes at Cloudflare', pairs: () => cloudflarePairs(plan) }),
  cloudflareRotate: (plan) => ({ title: 'another token for Cloudflare', pairs: () => cloudflarePairs(plan) }),
  cloudflareAdopt: (plan) => ({ title: 'marks at Cloudflare', pairs: () => cloudflarePairs(plan) }),
  rotate: (plan) => ({ title: aboutPlan(plan).summary, pairs: () => plan.rotation.pairs }),
  rehearse: (plan) => ({
    title: `rehearsal: ${aboutPlan(plan).summary}`,
    pairs: (facts) => rehearsalPairs(plan.rehearsal, facts),
  }),
  drill: (plan) => ({
    title: `drill of ${aboutPlan(plan).summary}`,
    pairs: (facts) => drillPairs(plan.drill, facts),
    committed: 'from here on the restore is proven',
  }),
  recover: (plan) => ({
    title: `recovery of ${aboutPlan(plan).summary}`,
    pairs: () => recoverPairs(plan.recover),
  }),
  move: (plan) => ({
    title: `move ${aboutPlan(plan).summary}`,
    pairs: (facts) => movePairs(plan.move, facts, plan.down?.limit),
    committed:
      plan.move.way === 'confirm'
        ? undefined
        : 'from here on it serves there; `roost move APP --undo` goes back',
  }),
  archive: (plan) => ({
    title: plan.archive.undo ? 'back into service' : 'out of service',
    pairs: (facts) => archivePairs(plan.archive, facts),
    committed: plan.archive.undo ? 'from here on it serves' : '`roost archive APP --undo` goes back',
  }),
  hostFacts: () => ({ title: 'read the facts of the host', pairs: () => [] }),
  backup: (plan) => ({
    title: `backup of ${aboutPlan(plan).summary}`,
    pairs: (facts) => backupPairs(plan.backup, facts),
    committed: 'from here on the backup counts, even if a later step fails',
  }),
};

export function planLines(plan: Plan, facts: PlanFacts | null, theme: Theme): string[] {
  const { paint } = theme;
  const { pairs: pairsOf, lines, committed } = forPlan(shown, plan);
  return [
    `${paint.bold(`Plan ${plan.hash}`)}: ${runTitle(plan.kind, appAndHost(plan.scope))}`,
    ...pairs(pairsOf(facts)),
    ...plan.warnings.map((warning) => paint.yellow(`  ! ${warning}`)),
    '',
    ...(lines?.(theme) ?? []),
    paint.bold('Steps'),
    ...plan.steps.flatMap((step, i) => stepLines(step, i, plan, committed, theme)),
  ];
}

export const planTitle = (plan: Plan): string => forPlan(shown, plan).title;
