/** A whole run on one screen: plan, progress, outcome and hint. Pure. */
import type { ErrorReport } from '../../../errors';
import { fillIn } from '../../../errors/hint';
import { span } from '../../../lib/units';
import type { Progress } from '../../../protocol/run';
import { runTitle } from '../../../protocol/scope';
import type { RunView } from '../../../temporal/runs/types';
import { failureLines } from '../failure';
import { hostFactsLines } from '../hosts/facts';
import { restoredLines } from '../restore/plan';
import type { Theme } from '../theme';
import { ago } from '../time';
import { checklist } from './checklist';
import { outcomeText } from './outcome';
import { planTitle } from './plan';
import { waitingLines } from './waiting';

export function runLines(view: RunView, theme: Theme, now: Date): string[] {
  return [...courseLines(view, theme, now), ...(view.status === 'running' ? [] : endLines(view, theme))];
}

/** All but the outcome. */
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
  const when = view.closedAt
    ? `${view.status} ${ago(view.closedAt, now)}, took ${span((Date.parse(view.closedAt) - Date.parse(view.startedAt)) / 1000)}`
    : `started ${ago(view.startedAt, now)}`;
  return [`${paint.bold(runTitle(view.workflow, view))}  ${view.workflowId}  ${paint.dim(when)}`];
}

export function bodyLines(view: RunView, progress: Progress, theme: Theme, now: Date): string[] {
  return [
    ...(progress.plan ? [`  ${planTitle(progress.plan)}`, ''] : []),
    ...checklist(progress, { theme, now, attempts: view.attempts }),
    ...(progress.waiting ? ['', ...waitingLines(view.workflowId, progress.waiting, theme)] : []),
  ];
}

/** The outcome in words: the last lines for a closed run. */
export function endLines(view: RunView, theme: Theme): string[] {
  const { paint } = theme;
  const lines = [''];
  const facts = view.result?.found?.hostFacts;
  if (facts) lines.push(...hostFactsLines(facts, theme), '');
  const restored = view.result?.found?.restored;
  if (restored) lines.push(...restoredLines(restored), '');
  if (view.failure && view.outcome !== 'succeeded') lines.push(...failedLines(view, view.failure, theme));
  for (const warning of view.result?.warnings ?? []) lines.push(paint.yellow(`! ${warning}`));
  lines.push(`${paint.bold('Outcome:')} ${outcomeText(view)}`);
  if (view.url) lines.push(`${paint.bold('In Temporal:')} ${view.url}`);
  return lines;
}

function failedLines(view: RunView, failure: ErrorReport, theme: Theme): string[] {
  const step = view.result?.steps.find(({ id }) => id === failure.details.step)?.title;
  const hint = fillIn(failure.hint, { RUN: view.workflowId, APP: view.app, HOST: view.host });
  const lines = failureLines({ ...failure, hint }, theme);
  return step ? [`${theme.paint.bold('Failed at:')} ${step}`, ...lines] : lines;
}
