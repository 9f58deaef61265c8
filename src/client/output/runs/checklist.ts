/** A run's progress as a checklist. Pure: what it shows comes in as arguments. */
import { bytes, seconds, span, plural } from '../../../lib/units';
import type { Progress, StepProgress, StepState } from '../../../protocol/run';
import type { Attempt, Heartbeat } from '../../../temporal/runs/types';
import { padEnd, shorten, width } from '../text';
import type { Paint, Theme } from '../theme';

export interface Moment {
  theme: Theme;
  now: Date;
  attempts: Attempt[];
}

const marks: Record<StepState, [unicode: string, ascii: string, colour: keyof Paint]> = {
  pending: ['·', '.', 'dim'],
  running: ['▸', '>', 'cyan'],
  done: ['✓', '+', 'green'],
  failed: ['✗', 'x', 'red'],
  warned: ['!', '!', 'yellow'],
  skipped: ['–', '-', 'yellow'],
  waiting: ['?', '?', 'magenta'],
  undoing: ['↺', '<', 'cyan'],
  undone: ['↶', '<', 'yellow'],
  'undo-failed': ['✗', 'X', 'red'],
};

/** States that need a word beside their mark. */
const words: Partial<Record<StepState, string>> = {
  failed: 'failed',
  warned: 'failed, went on',
  skipped: 'skipped',
  waiting: 'waits for you',
  undoing: 'undoing',
  undone: 'undone',
  'undo-failed': 'undo failed',
};

export function checklist(progress: Progress, moment: Moment): string[] {
  if (progress.steps.length === 0) return beforeSteps(progress, moment);
  const column = Math.min(
    Math.max(...progress.steps.map((step) => width(step.title))),
    Math.max(20, moment.theme.width - 26),
  );
  return progress.steps.flatMap((step) => stepLines(step, progress, moment, column));
}

function stepLines(step: StepProgress, progress: Progress, moment: Moment, column: number): string[] {
  const { paint } = moment.theme;
  const active = step.state === 'running' || step.state === 'undoing';
  const attempt = active ? attemptOf(step, progress, moment.attempts) : undefined;
  const took = active
    ? elapsed(attempt, moment.now)
    : step.seconds === undefined
      ? ''
      : seconds(step.seconds);
  const title = padEnd(shorten(step.title, column), column);
  const text = step.state === 'pending' ? paint.dim(title) : title;
  // The step that failed is undone like the others; which one it was must not be lost.
  const culprit = step.state === 'undone' && progress.failure?.step === step.id;
  const word = culprit ? 'failed, undone' : (words[step.state] ?? '');
  const sign = mark(culprit ? 'failed' : step.state, moment.theme);
  const line = `  ${sign} ${text}  ${took.padStart(8)}  ${word}`.trimEnd();
  return [line, ...remarks(step.note, attempt).map((remark) => `      ${paint.dim(remark)}`)];
}

function remarks(note: string | undefined, attempt: Attempt | undefined): string[] {
  const lines = note ? note.split('\n') : [];
  if (attempt?.heartbeat) lines.push(heartbeatText(attempt.heartbeat));
  return [...lines, ...troubles(attempt)];
}

/** `1.2 GB of 3.4 GB pulled, 300 files, 40 MB/s`. */
export function heartbeatText({ what, bytes: size, totalBytes, files, rate, done, of }: Heartbeat): string {
  const amount = size === undefined ? '' : `${bytes(size)}${totalBytes ? ` of ${bytes(totalBytes)}` : ''} `;
  const count = done === undefined ? '' : `${done}${of === undefined ? '' : ` of ${of}`} `;
  const parts = [`${amount}${count}${what}`];
  if (files) parts.push(plural(files, 'file'));
  if (rate) parts.push(`${bytes(rate)}/s`);
  return parts.join(', ');
}

/** Why an activity has not ended at its first attempt. */
export function troubles(attempt: Attempt | undefined): string[] {
  return attempt && attempt.attempt > 1 && attempt.failure
    ? [`attempt ${attempt.attempt}: ${attempt.failure.split('\n')[0]}`]
    : [];
}

/** Without a plan, only the phase is known. */
function beforeSteps(progress: Progress, moment: Moment): string[] {
  const titles: Partial<Record<Progress['phase'], string>> = {
    provisioning: 'Provision the host',
    locking: 'Take the lock',
    planning: 'Gather facts and plan',
  };
  const title = titles[progress.phase];
  if (!title) return [];
  const attempt = moment.attempts[0];
  return [
    `  ${mark('running', moment.theme)} ${title}  ${elapsed(attempt, moment.now)}`.trimEnd(),
    ...troubles(attempt).map((trouble) => `      ${moment.theme.paint.dim(trouble)}`),
  ];
}

function attemptOf(step: StepProgress, progress: Progress, attempts: Attempt[]): Attempt | undefined {
  // A night has no plan: its steps are the apps' runs, then activities by their own names.
  if (!progress.plan) return attempts.find(({ app, activity }) => app === step.id || activity === step.id);
  const planned = progress.plan.steps.find(({ id }) => id === step.id);
  const call = step.state === 'undoing' ? planned?.undo?.call : planned?.call;
  return attempts.find(({ activity }) => activity === call?.run);
}

function elapsed(attempt: Attempt | undefined, now: Date): string {
  return attempt?.since ? span((now.getTime() - Date.parse(attempt.since)) / 1000) : '';
}

function mark(state: StepState, { paint, unicode }: Theme): string {
  const [fancy, ascii, colour] = marks[state];
  return (paint[colour] as (text: string) => string)(unicode ? fancy : ascii);
}
