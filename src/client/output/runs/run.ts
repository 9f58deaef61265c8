/** A whole run on one screen: plan, progress, outcome and hint. Pure. */
import type { ErrorReport } from '../../../errors';
import { fillIn } from '../../../errors/hint';
import { span } from '../../../lib/units';
import { outcomeText } from '../../../plan/outcome';
import type { Progress } from '../../../protocol/run';
import { runTitle } from '../../../protocol/scope';
import type { RunView } from '../../../temporal/runs/types';
import { failureLines } from '../failure';
import { hostFactsLines } from '../hosts/facts';
import { restoredLines } from '../restore/plan';
import type { Theme } from '../theme';
import { ago } from '../time';
import { checklist } from './checklist';
import { planTitle } from './plan';
import { waitingLines } from './waiting';

export function runLines(view: RunView, theme: Theme, now: Date): string[] {
  const course = courseLines(view, theme, now);
  return view.status === 'running' ? course : [...course, ...endLines(view, theme)];
}

/** All but the outcome. */
export function courseLines(view: RunView, theme: Theme, now: Date): string[] {
  const progress = progressOf(view);
  const lines = headLines(view, theme, now);
  if (progress) lines.push(...bodyLines(view, progress, theme, now));
  if (view.silent) lines.push(theme.paint.yellow(`  ${view.silent}`));
  return lines;
}

/** A closed run's result is its last progress. */
export function progressOf(view: RunView): Progress | null {
  if (view.progress) return view.progress;
  if (!view.result) return null;
  const { plan, steps, failure } = view.result;
  return { phase: 'ended', plan, steps, waiting: null, failure };
}

function headLines(view: RunView, { paint }: Theme, now: Date): string[] {
  const { startedAt, closedAt, status } = view;
  const when = closedAt
    ? `${status} ${ago(closedAt, now)}, took ${span((Date.parse(closedAt) - Date.parse(startedAt)) / 1000)}`
    : `started ${ago(startedAt, now)}`;
  return [`${paint.bold(runTitle(view.workflow, view))}  ${view.workflowId}  ${paint.dim(when)}`];
}

export function bodyLines(view: RunView, progress: Progress, theme: Theme, now: Date): string[] {
  const { plan, waiting } = progress;
  const lines = plan ? [`  ${planTitle(plan)}`, ''] : [];
  lines.push(...checklist(progress, { theme, now, attempts: view.attempts }));
  if (waiting) lines.push('', ...waitingLines(view.workflowId, waiting, theme));
  return lines;
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
