/** A whole run on one screen: what it does, how far it is, how it ended and what to do. Pure. */
import { fillIn } from '../../errors/hint';
import { span } from '../../lib/units';
import type { Outcome, Progress } from '../../protocol/run';
import type { RunView } from '../../temporal/runs/types';
import { checklist } from './checklist';
import { failureLines } from './failure';
import { planTitle } from './plan';
import { releaseName } from './release';
import type { Theme } from './theme';
import { ago } from './time';
import { waitingLines } from './waiting';

export function runLines(view: RunView, theme: Theme, now: Date): string[] {
  return [...courseLines(view, theme, now), ...(view.status === 'running' ? [] : endLines(view, theme))];
}

/** All but how it ended. */
export function courseLines(view: RunView, theme: Theme, now: Date): string[] {
  const progress = progressOf(view);
  return [
    ...headLines(view, theme, now),
    ...(progress ? bodyLines(view, progress, theme, now) : []),
    ...(view.silent ? [theme.paint.yellow(`  ${view.silent}`)] : []),
  ];
}

/** A closed run's result is its last progress. */
export function progressOf(view: RunView): Progress | null {
  if (view.progress) return view.progress;
  if (!view.result) return null;
  const { plan, steps, failure } = view.result;
  return { phase: 'ended', plan, steps, waiting: null, failure };
}

function headLines(view: RunView, { paint }: Theme, now: Date): string[] {
  const where = [view.app, view.host && `on ${view.host}`].filter(Boolean).join(' ');
  const when = view.closedAt
    ? `${view.status} ${ago(view.closedAt, now)}, took ${span((Date.parse(view.closedAt) - Date.parse(view.startedAt)) / 1000)}`
    : `started ${ago(view.startedAt, now)}`;
  return [`${paint.bold(`${view.workflow} ${where}`.trim())}  ${view.workflowId}  ${paint.dim(when)}`];
}

export function bodyLines(view: RunView, progress: Progress, theme: Theme, now: Date): string[] {
  return [
    ...(progress.plan ? [`  ${planTitle(progress.plan)}`, ''] : []),
    ...checklist(progress, { theme, now, attempts: view.attempts }),
    ...(progress.waiting ? ['', ...waitingLines(view.workflowId, progress.waiting, theme)] : []),
  ];
}

/** How a run ended, in words; the end of every screen of a closed run. */
export function endLines(view: RunView, theme: Theme): string[] {
  const { paint } = theme;
  const step = view.result?.steps.find(({ id }) => id === view.failure?.details.step)?.title;
  return [
    '',
    ...(view.failure && view.outcome !== 'succeeded'
      ? [
          ...(step ? [`${paint.bold('Failed at:')} ${step}`] : []),
          ...failureLines(
            { ...view.failure, hint: fillIn(view.failure.hint, { RUN: view.workflowId, APP: view.app }) },
            theme,
          ),
        ]
      : []),
    ...(view.result?.warnings ?? []).map((warning) => paint.yellow(`! ${warning}`)),
    `${paint.bold('Outcome:')} ${outcome(view)}`,
    ...(view.url ? [`${paint.bold('In Temporal:')} ${view.url}`] : []),
  ];
}

function outcome(view: RunView): string {
  const plan = view.result?.plan;
  if (view.workflow === 'nightlyBackup') return nightOutcome(view);
  if (plan?.backup || view.workflow === 'backup') return backupOutcome(view);
  const former = plan
    ? plan.from
      ? `; ${releaseName(plan.from)} serves as before`
      : '; nothing serves, as before'
    : '';
  const outcomes: Record<Outcome, string> = {
    succeeded: plan ? `${releaseName({ ...plan.to, release: plan.release })} serves` : 'done',
    unchanged: 'nothing to do: this commit serves already',
    undone: `undone${former}`,
    cancelled: `cancelled and undone${former}`,
    refused: 'refused; nothing was changed',
    // Without a plan there was nothing to undo.
    failed:
      view.result && !plan
        ? 'failed before it changed anything'
        : `failed and NOT undone; see \`roost status ${view.app ?? ''}\``,
  };
  if (view.outcome) return outcomes[view.outcome];
  return view.status === 'completed' ? 'done' : `${view.status}; see \`roost status ${view.app ?? ''}\``;
}

/** Each app has an outcome of its own; none is undone by another's. */
function nightOutcome({ outcome, status, result }: RunView): string {
  const skipped = result?.steps.some(({ state }) => state === 'skipped') ?? false;
  if (outcome === 'succeeded' && !skipped) return 'the data of all these apps are in the repository';
  if (outcome === 'succeeded')
    return 'what is marked as done is in the repository; of what was skipped there was nothing to back up';
  return `${outcome ?? status}; what is marked as done is in the repository (\`roost backup status\`)`;
}

function backupOutcome({ outcome, status }: RunView): string {
  const outcomes: Record<Outcome, string> = {
    succeeded: 'the data are in the repository',
    unchanged: 'there is nothing to back up',
    undone: 'no snapshot was made; what it had copied is removed',
    cancelled: 'cancelled; no snapshot was made',
    refused: 'refused; nothing was copied',
    failed: 'no good backup was made; the newest snapshot is an older one',
  };
  return outcome ? outcomes[outcome] : status;
}
