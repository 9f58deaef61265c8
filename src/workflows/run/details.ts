import { sourceName } from '../../plan/about';
import type { Plan } from '../../protocol/plan';
import type { Failure, StepProgress, StepState, Waiting } from '../../protocol/run';
import type { Checklist } from './checklist';

const marks: Record<StepState, string> = {
  pending: '☐',
  running: '▶',
  done: '☑',
  failed: '✗',
  warned: '⚠',
  skipped: '↷',
  waiting: '✋',
  undoing: '◀',
  undone: '↶',
  'undo-failed': '✗',
};

/** States that the mark alone says clearly. */
const plain: StepState[] = ['pending', 'done'];

/** The run as a Markdown checklist, for the UI's current details. */
export function detailsOf(
  run: { workflow: string; app: string; workflowId: string },
  list: Checklist,
): string {
  const { plan, phase, steps, waiting, failure } = list.progress();
  const { warnings, outcome } = list;
  const place = plan ? ` on ${plan.where.host}` : '';
  return [
    `### ${run.workflow} ${run.app}${place}: ${outcome ?? phase}`,
    ...(plan ? [aboutPlan(plan)] : []),
    ...(waiting ? [aboutWait(run.workflowId, waiting)] : []),
    steps.map(stepLine).join('\n'),
    ...(failure ? [`**${sentence(failure)}**`] : []),
    ...(warnings.length > 0 ? [['Warnings:', ...warnings.map((text) => `- ${text}`)].join('\n')] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export const sentence = ({ code, message, hint }: Failure): string => `${code}: ${message} (hint: ${hint})`;

function aboutPlan(plan: Plan): string {
  if (plan.backup) return `${plan.backup.sources.map(sourceName).join(', ')}\n\noperation ${plan.operation}`;
  const { from, to, release, strategy, operation } = plan;
  const names = (one: { commit: string | null; version: string | null }) =>
    `\`${one.commit?.slice(0, 7) ?? 'unknown'}\`${one.version ? ` ${one.version}` : ''}`;
  return `${from ? names(from) : 'nothing'} → ${names(to)} ${to.subject}\n\nrelease ${release}, ${strategy}, operation ${operation}`;
}

function aboutWait(workflowId: string, { title, failure, verbs, says, after, id }: Waiting): string {
  return [
    `**Waits for a decision on "${title}"**: ${sentence(failure)}`,
    says,
    after === null
      ? 'It waits until somebody decides.'
      : `Without a decision everything is undone ${Math.round(after / 1000)} s after the wait began.`,
    ['```', ...verbs.map((verb) => `roost decide ${workflowId} ${verb}`), '```'].join('\n'),
    `Here in the UI: send the update \`decide\` with \`${JSON.stringify({ waitId: id, verb: verbs[0] })}\``,
  ].join('\n\n');
}

export function stepLine({ title, state, seconds, note }: StepProgress): string {
  const time = seconds === undefined ? '' : ` (${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s)`;
  return `- ${marks[state]} ${title}${time}${plain.includes(state) ? '' : `, ${state}`}${note ? `: ${note}` : ''}`;
}
