import { aboutPlan } from '../../../plan/about';
import { changeLines } from '../../../plan/changes/text';
import { hostFactsSummary } from '../../../plan/host/summary';
import { short } from '../../../plan/short';
import type { ReleasePlan } from '../../../protocol/plan';
import { type PlanKind, forPlan, type ByPlanKind } from '../../../protocol/plan-kinds';
import type { Failure, StepProgress, StepState, Waiting } from '../../../protocol/run';
import { type ScopeName, appAndHost, runTitle } from '../../../protocol/scope';
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
  run: { kind: PlanKind; scope: ScopeName; workflowId: string },
  list: Checklist,
): string {
  const { plan, phase, steps, waiting, failure } = list.progress();
  const { warnings, outcome, found } = list;
  return [
    `### ${runTitle(run.kind, appAndHost(plan?.scope ?? run.scope))}: ${outcome ?? phase}`,
    plan && forPlan(planDetails, plan),
    waiting && waitDetails(run.workflowId, waiting),
    steps.map(stepLine).join('\n'),
    found?.hostFacts && hostFactsSummary(found.hostFacts).map(asItem).join('\n'),
    failure && `**${sentence(failure)}**`,
    warnings.length > 0 && ['Warnings:', ...warnings.map((text) => `- ${text}`)].join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** As code, since it comes from a host: Markdown in it does nothing. */
const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;
const asItem = ([name, text]: [string, string]): string => `- ${name}: ${code(text)}`;
const asCode = (text: string): string => `- ${code(text)}`;

export const sentence = ({ code, message, hint }: Failure): string => `${code}: ${message} (hint: ${hint})`;

function releaseDetails({ from, to, release, strategy, operation, changes }: ReleasePlan): string {
  const names = (one: { commit: string | null; version: string | null }) =>
    `\`${one.commit ? short(one.commit) : 'unknown'}\`${one.version ? ` ${one.version}` : ''}`;
  const path = `${from ? names(from) : 'nothing'} → ${names(to)} ${to.subject}`;
  const head = `${path}\n\nrelease ${release}, ${strategy}, operation ${operation}`;
  return changes ? `${head}\n\n${changeLines(changes).map(asCode).join('\n')}` : head;
}

/** What the plan is about. */
const planDetails: ByPlanKind<string> = {
  deploy: releaseDetails,
  rollback: releaseDetails,
  hostFacts: ({ operation }) => `operation ${operation}`,
  provision: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  cloudflareApply: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  cloudflareRotate: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  rotate: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  cloudflareAdopt: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  restore: (plan) =>
    `${aboutPlan(plan).summary}, ${plan.restore.into}\n\noperation ${plan.operation}, the former data are kept for ${Math.round(plan.restore.keep / 86_400_000)} days`,
  drill: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}, project ${plan.scope.project}`,
  archive: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  backup: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
};

function waitDetails(workflowId: string, { title, failure, verbs, prompt, after, id }: Waiting): string {
  return [
    `**Waits for a decision on "${title}"**: ${sentence(failure)}`,
    prompt,
    after === null
      ? 'It waits for a decision without a time limit.'
      : `Without a decision everything is undone ${Math.round(after / 1000)} s after the wait began.`,
    ['```', ...verbs.map((verb) => `roost decide ${workflowId} ${verb}`), '```'].join('\n'),
    `Here in the UI: send the update \`decide\` with \`${JSON.stringify({ waitId: id, verb: verbs[0] })}\``,
  ].join('\n\n');
}

export function stepLine({ title, state, seconds, note }: StepProgress): string {
  const time = seconds === undefined ? '' : ` (${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s)`;
  return `- ${marks[state]} ${title}${time}${plain.includes(state) ? '' : `, ${state}`}${note ? `: ${note}` : ''}`;
}
