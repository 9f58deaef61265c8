import { sentences } from '../../../lib/sentences';
import { aboutPlan } from '../../../plan/about';
import { changeLines, unchangedText } from '../../../plan/changes/text';
import { hostFactsSummary } from '../../../plan/host/summary';
import { outcomeText } from '../../../plan/outcome';
import { short } from '../../../plan/short';
import type { ReleasePlan } from '../../../protocol/plan';
import { type PlanKind, forPlan, type ByPlanKind } from '../../../protocol/plan-kinds';
import type { Failure, StepProgress, StepState, Waiting } from '../../../protocol/run';
import { type ScopeName, appAndHost, runTitle } from '../../../protocol/scope';
import type { Checklist } from './checklist';
import { code, codeBlock, plain } from './markdown';

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

/** States that the mark shows clearly by itself. */
const told: StepState[] = ['pending', 'done'];

/** The run as a Markdown checklist, for the UI's current details. */
export function detailsOf(
  run: { kind: PlanKind; scope: ScopeName; workflowId: string },
  list: Checklist,
): string {
  const { plan, phase, steps, waiting, failure } = list.progress();
  const { warnings, outcome, found } = list;
  // The hosts refuse what a reset of an ended operation would do.
  const events: ReadonlyMap<string, number> = outcome === null ? list.events : new Map();
  return [
    `### ${runTitle(run.kind, appAndHost(plan?.scope ?? run.scope))}: ${outcome ?? phase}`,
    waiting ? waitDetails(run.workflowId, waiting) : stateDetails(run, list),
    failure && !waiting && failureDetails(failure),
    found?.restored && wayBack(run.workflowId, list),
    plan && forPlan(planDetails, plan),
    events.size > 0 && resetDetails,
    steps.map((step) => stepLine(step, events.get(step.id))).join('\n'),
    found?.hostFacts && hostFactsSummary(found.hostFacts).map(asItem).join('\n'),
    warnings.length > 0 && listed('Warnings:', warnings.map(plain)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The UI takes a list for one only after an empty line. */
const listed = (head: string, items: string[]): string =>
  `${head}\n\n${items.map((item) => `- ${item}`).join('\n')}`;

const asItem = ([name, text]: [string, string]): string => `- ${name}: ${code(text)}`;
const asCode = (text: string): string => `- ${code(text)}`;

export const sentence = ({ code, message, hint }: Failure): string => `${code}: ${message} (hint: ${hint})`;

function releaseDetails(plan: ReleasePlan): string {
  const { from, to, release, operation, changes } = plan;
  const strategy = plan.asItRuns ? 'as it runs' : plan.strategy;
  const names = (one: { commit: string | null; version: string | null }) =>
    `\`${one.commit ? short(one.commit) : 'unknown'}\`${one.version ? ` ${one.version}` : ''}`;
  const path = `${from ? names(from) : 'nothing'} → ${names(to)} ${to.subject}`;
  const head = `${path}\n\nrelease ${release}, ${strategy}, operation ${operation}`;
  return changes ? `${head}\n\n${changeLines(changes, unchangedText(plan)).map(asCode).join('\n')}` : head;
}

const resetDetails = 'To run it again from a step on: *Reset*, with the event that stands behind the step.';

/** Where it stands, in the words of the command line. */
function stateDetails({ kind, workflowId }: { kind: PlanKind; workflowId: string }, list: Checklist): string {
  const { plan, phase } = list.progress();
  if (list.outcome === null)
    return phase === 'undoing'
      ? 'What was done is being undone. There is nothing to do.'
      : sentences(
          'There is nothing to do while it runs.',
          'To stop it: *Request Cancellation*; what was done is undone then.',
        );
  const { outcome } = list;
  const result = { plan, steps: list.progress().steps };
  const app = appAndHost(plan?.scope ?? { kind: 'fleet' }).app;
  const text = outcomeText({ workflow: kind, app, status: outcome, outcome, result });
  const again = outcome === 'undone' || outcome === 'cancelled' || outcome === 'failed';
  return [
    `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
    again && '*More Actions*, *Start Workflow Like This One* starts it again.',
    `The same on the command line: ${code(`roost show ${workflowId}`)}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

const failureDetails = ({ code: name, message, hint }: Failure): string =>
  [`**${name}**`, codeBlock(message), `What to do: ${plain(hint)}`].join('\n\n');

/** What was live is kept: how it comes back, in the UI too. */
function wayBack(workflowId: string, list: Checklist): string | null {
  const { plan } = list.progress();
  const restored = list.found?.restored;
  if (!restored || plan?.kind !== 'restore') return null;
  const { into } = plan.restore;
  const items = restored.items.map(({ what, kept }) => `${plain(what)}: ${code(kept)}`);
  if (into === 'scratch') return listed('It is beside the live data:', items);
  const until = restored.keptUntil.slice(0, 16).replace('T', ' ');
  const input = JSON.stringify({ app: plan.scope.app, undo: workflowId });
  return [
    listed(`What was live is kept until ${until} UTC:`, items),
    sentences(
      `To give it its place back: ${code(`roost restore undo ${workflowId}`)},`,
      'or here *Start Workflow* with the type `restore` and the input',
    ),
    codeBlock(input),
  ].join('\n\n');
}

/** What the plan is about. */
const planDetails: ByPlanKind<string> = {
  deploy: releaseDetails,
  rollback: releaseDetails,
  hostFacts: ({ operation }) => `operation ${operation}`,
  provision: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  patch: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  cloudflareApply: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  cloudflareRotate: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  rehearse: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  rotate: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  cloudflareAdopt: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  restore: (plan) =>
    sentences(
      `${aboutPlan(plan).summary}, ${plan.restore.into}\n\noperation ${plan.operation},`,
      `the former data are kept for ${Math.round(plan.restore.keep / 86_400_000)} days`,
    ),
  drill: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}, project ${plan.scope.project}`,
  recover: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  move: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  archive: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
  backup: (plan) => `${aboutPlan(plan).summary}\n\noperation ${plan.operation}`,
};

function waitDetails(workflowId: string, { title, failure, verbs, prompt, after, id }: Waiting): string {
  return [
    `**Waits for a decision on "${plain(title)}"**: ${failure.code}`,
    codeBlock(failure.message),
    `What to do: ${plain(failure.hint)}`,
    plain(prompt),
    after === null
      ? 'It waits for a decision without a time limit.'
      : `Without a decision everything is undone ${Math.round(after / 1000)} s after the wait began.`,
    ['```', ...verbs.map((verb) => `roost decide ${workflowId} ${verb}`), '```'].join('\n'),
    'Here in the UI: *More Actions*, *Send an Update*, `decide`, with one of',
    codeBlock(verbs.map((verb) => JSON.stringify({ waitId: id, verb })).join('\n')),
  ].join('\n\n');
}

/** `event`: what a reset to before the step needs. */
export function stepLine({ title, state, seconds, note }: StepProgress, event?: number): string {
  const time = seconds === undefined ? '' : ` (${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s)`;
  return [
    `- ${marks[state]} ${plain(title)}${time}`,
    told.includes(state) ? '' : `, ${state}`,
    note ? `: ${plain(note)}` : '',
    event === undefined ? '' : ` · event ${event}`,
  ].join('');
}
