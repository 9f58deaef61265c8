/** A plan as an operator reads it before agreeing to it. Pure. */
import type { Migration } from '../../fleet/file/app/types';
import { bytes, span, plural } from '../../lib/units';
import { sourceName } from '../../plan/about';
import { short } from '../../plan/names';
import type { BackupSummary, Plan, PlanFacts, ReleasePlan } from '../../protocol/plan';
import type { Step } from '../../protocol/step';
import { releaseName } from './release';
import { rollbackPairs } from './rollback';
import { pairs, wrap } from './text';
import type { Theme } from './theme';

const migrations: Record<Migration, string> = {
  none: 'none: the database stays as it is',
  safe: 'safe: only adds; the former release runs on the changed database',
  breaking: 'breaking: going back means putting the dump back',
};

const goingBack: Record<Migration, string> = {
  none: 'none lies between: the database stays as it is',
  safe: 'safe: the database keeps what the releases that are left have added',
  breaking: 'breaking: the data return to a dump',
};

export function planLines(plan: Plan, facts: PlanFacts | null, theme: Theme): string[] {
  const { paint } = theme;
  return [
    `${paint.bold(`Plan ${plan.hash}`)}: ${plan.workflow} ${plan.where.app} on ${plan.where.host}`,
    ...pairs(plan.backup ? backupPairs(plan.backup, facts) : summary(plan, facts)),
    ...plan.warnings.map((warning) => paint.yellow(`  ! ${warning}`)),
    '',
    ...(plan.backup
      ? []
      : [paint.bold(plan.rollback ? 'Commits that are left' : 'Commits'), ...commits(plan, theme), '']),
    paint.bold('Steps'),
    ...plan.steps.flatMap((step, i) => stepLines(step, i, plan, theme)),
  ];
}

/** The one line that heads a checklist. */
export function planTitle(plan: Plan): string {
  if (plan.backup) return `backup of ${plan.backup.sources.map(sourceName).join(', ')}`;
  const to = releaseName({ ...plan.to, release: plan.release });
  return `${plan.from ? `${releaseName(plan.from)} → ` : ''}${to}, ${plan.strategy}, migration ${plan.migration}`;
}

function backupPairs(
  { sources, commit, version }: BackupSummary,
  facts: PlanFacts | null,
): [string, string | string[]][] {
  const release = [commit && short(commit), version].filter(Boolean).join(' ');
  return [
    ['copies', sources.map(sourceName)],
    ['serves', release || 'a commit that roost does not know'],
    ...(facts
      ? [
          ['room', [room(facts), `${bytes(facts.stagingFreeBytes ?? 0)} free on the control host`]] as [
            string,
            string[],
          ],
        ]
      : []),
  ];
}

function summary(plan: ReleasePlan, facts: PlanFacts | null): [string, string | string[]][] {
  const [because, ...more] = plan.because;
  return [
    ['from', plan.from ? releaseName(plan.from) : 'nothing: this is the first release'],
    ['to', `${releaseName({ ...plan.to, release: plan.release })} ${plan.to.subject}`],
    ['strategy', [`${plan.strategy}${because ? `: ${because}` : ''}`, ...more]],
    ['migration', plan.rollback ? goingBack[plan.migration] : migrations[plan.migration]],
    ...(plan.rollback ? rollbackPairs(plan, plan.rollback, facts?.loss) : []),
    ...(facts ? [['room', room(facts)] as [string, string]] : []),
  ];
}

function room(facts: PlanFacts): string {
  const database = facts.databaseBytes === null ? '' : `; the database takes ${bytes(facts.databaseBytes)}`;
  return `${bytes(facts.diskFreeBytes)} free on the host${database}`;
}

function commits(plan: ReleasePlan, { paint }: Theme): string[] {
  if (plan.commits.length === 0) return ['  none between them'];
  const more = plan.commitCount - plan.commits.length;
  return [
    ...plan.commits.map(({ commit, subject, migration }) => {
      const remark = migration === 'none' ? '' : paint.yellow(`  [${migration} migration]`);
      return `  ${paint.dim(short(commit))}  ${subject}${remark}`;
    }),
    ...(more > 0 ? [`  and ${plural(more, 'older commit')}`] : []),
  ];
}

function stepLines(step: Step, index: number, plan: Plan, { paint, width }: Theme): string[] {
  const indent = '      ';
  return [
    `${String(index + 1).padStart(4)}  ${step.title}`,
    ...(step.undo ? [paint.dim(`${indent}undo: ${step.undo.title}`)] : []),
    ...(step.onFailure === 'warn' ? [paint.dim(`${indent}if it fails: a warning, the run goes on`)] : []),
    ...(step.ask
      ? [...wrap(question(step, plan), width, indent), ...wrap(step.ask.says, width, `${indent}  `)].map(
          (line) => paint.dim(line),
        )
      : []),
    ...(step.unlocked && !plan.steps[index - 1]?.unlocked
      ? [paint.bold(`${indent}the app's lock is free from here on`)]
      : []),
    ...(step.commits
      ? [
          paint.bold(
            `${indent}${plan.backup ? 'from here on the backup counts, whatever comes' : 'from here on there is no undo'}`,
          ),
        ]
      : []),
  ];
}

function question(step: Step, plan: Plan): string {
  const when = step.onFailure === 'ask' ? 'if it fails' : 'if its outcome is unknown';
  const silence =
    step.ask?.default === 'undo'
      ? `undone after ${span(plan.decideWait / 1000)} of silence`
      : 'waits until somebody answers';
  return `${when}, you decide; ${silence}`;
}
