/** What the plan of a deploy or a rollback has besides its steps. Pure. */
import type { Migration } from '../../../fleet/file/app/types';
import { bytes, plural } from '../../../lib/units';
import { changeLines, NO_CHANGE, unchangedText } from '../../../plan/changes/text';
import { releaseName } from '../../../plan/release-name';
import { short } from '../../../plan/short';
import type { PlanFacts, ReleasePlan } from '../../../protocol/plan';
import type { Pair } from '../text';
import type { Theme } from '../theme';
import { rollbackNotes } from './rollback';

const migrations: Record<Migration, string> = {
  none: 'none: the database stays as it is',
  safe: 'safe: only adds; the former release runs on the changed database',
  breaking: 'breaking: going back means putting the dump back',
};

const goingBack: Record<Migration, string> = {
  none: 'none is between: the database stays as it is',
  safe: 'safe: the database keeps what the releases that are left have added',
  breaking: 'breaking: the data return to a dump',
};

export function releaseTitle(plan: ReleasePlan): string {
  const to = releaseName({ ...plan.to, release: plan.release });
  const from = plan.from ? `${releaseName(plan.from)} → ` : '';
  return `${from}${to}, ${strategyOf(plan)}, migration ${plan.migration}`;
}

const strategyOf = ({ strategy, asItRuns }: ReleasePlan): string =>
  asItRuns ? 'as it runs, nothing is stopped' : strategy;

export const deployPairs = (plan: ReleasePlan, facts: PlanFacts | null): Pair[] => [
  ...release(plan, migrations),
  ['room', facts ? room(facts) : []],
];

export const rollbackPairs = (plan: ReleasePlan, facts: PlanFacts | null): Pair[] => [
  ...release(plan, goingBack),
  ...rollbackNotes(plan, facts?.loss),
  ['room', facts ? room(facts) : []],
];

function release(plan: ReleasePlan, migration: Record<Migration, string>): Pair[] {
  const [because, ...more] = plan.because;
  return [
    [
      'from',
      plan.from
        ? releaseName(plan.from)
        : 'nothing: this is the first release; if its deploy fails, nothing serves',
    ],
    ['to', `${releaseName({ ...plan.to, release: plan.release })} ${plan.to.subject}`],
    ['strategy', [`${strategyOf(plan)}${because ? `: ${because}` : ''}`, ...more]],
    ['migration', migration[plan.migration]],
    ['changes', changesOf(plan)],
  ];
}

/** Plans of older versions do not say. */
function changesOf(plan: ReleasePlan): string[] {
  if (plan.changes) return changeLines(plan.changes, unchangedText(plan));
  return plan.steps.length === 0 ? [NO_CHANGE] : [];
}

export function room({ diskFreeBytes = 0, databaseBytes }: PlanFacts): string[] {
  const isKnown = typeof databaseBytes === 'number';
  const database = !isKnown ? '' : `; the database takes ${bytes(databaseBytes)}`;
  return [`${bytes(diskFreeBytes)} free on the host${database}`];
}

export function commitLines(head: string, plan: ReleasePlan, { paint }: Theme): string[] {
  const more = plan.commitCount - plan.commits.length;
  const lines = plan.commits.map(({ commit, subject, migration }) => {
    const remark = migration === 'none' ? '' : paint.yellow(`  [${migration} migration]`);
    return `  ${paint.dim(short(commit))}  ${subject}${remark}`;
  });
  if (lines.length === 0) lines.push('  none between them');
  else if (more > 0) lines.push(`  and ${plural(more, 'older commit')}`);
  return [paint.bold(head), ...lines, ''];
}
