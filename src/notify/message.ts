/** The text of a notification about a run. `alert.ts` has the text about an alert. Pure. */
import { fillIn } from '../errors/hint';
import { MINUTE, SECOND } from '../lib/time';
import { runKindOf, type RunKind } from '../protocol/plan-kinds';
import type { RunEvent } from '../protocol/reports/notification';
import { runTitle } from '../protocol/scope';
import { alertMessage } from './alert';
import { cut, oneLine } from './text';
import type { Message } from './types';

/** Characters. A chat shows this much without scrolling; the run's page has the rest. */
const problemLimit = 1_500;

const ended: Record<string, string> = {
  succeeded: 'succeeded',
  unchanged: 'found nothing to do',
  undone: 'failed and was undone',
  failed: 'failed and was NOT undone',
  refused: 'was refused',
  cancelled: 'was cancelled and undone',
  'timed out': 'timed out',
};

export function messageOf(event: RunEvent): Message {
  if (event.alert) return alertMessage(event, event.alert);
  const { failure } = event;
  return {
    tone: toneOf(event),
    title: titleOf(event),
    facts: factsOf(event),
    problem: failure && cut(failure.message.trim(), problemLimit),
    ...nextSteps(event),
    link: event.url,
  };
}

type NextSteps = Pick<Message, 'advice' | 'commands'>;

function nextSteps({ failure, question, workflowId, app, host }: RunEvent): NextSteps {
  if (question)
    return {
      advice: [question.prompt, silence(question.after)],
      commands: question.verbs.map((verb) => `roost decide ${workflowId} ${verb}`),
    };
  if (!failure) return { advice: [], commands: [] };
  const hint = fillIn(failure.hint, { RUN: workflowId, APP: app, HOST: host ?? 'HOST' });
  return { advice: [hint], commands: [`roost show ${workflowId}`] };
}

function toneOf({ event }: RunEvent): Message['tone'] {
  if (event === 'failure') return 'bad';
  if (event === 'waiting') return 'ask';
  return event === 'test' ? 'note' : 'good';
}

/** How runs of a kind are named; `undoes`: one that fails is undone. */
const words: Record<RunKind, { run?: string; undoes: boolean }> = {
  deploy: { undoes: true },
  rollback: { undoes: true },
  backup: { undoes: true },
  restore: { undoes: true },
  drill: { undoes: false },
  recover: { undoes: false },
  move: { undoes: true },
  archive: { undoes: true },
  nightlyDrill: { run: 'drills', undoes: false },
  restoreApps: { run: 'the restore of several apps', undoes: false },
  hostFacts: { undoes: false },
  // What is done stays done: a further run goes on from there.
  provision: { undoes: false },
  patch: { undoes: false },
  patchHosts: { run: 'the upgrade of several hosts', undoes: false },
  cloudflareApply: { undoes: false },
  cloudflareAdopt: { undoes: false },
  cloudflareRotate: { undoes: false },
  rotate: { undoes: false },
  rehearse: { run: 'the rehearsal', undoes: false },
  rehearsals: { run: 'the rehearsal of the quarter', undoes: false },
  // Each app's own run has reported, and what is done stays done.
  nightlyBackup: { run: 'the nightly backup', undoes: false },
};

function wordsOf(workflow: string, app: string, host: string | null): { run: string; undoes: boolean } {
  const kind = runKindOf(workflow);
  const { run = runTitle(workflow, { app, host }), undoes } = kind ? words[kind] : { undoes: true };
  return { run, undoes };
}

function titleOf({ event, fleet, workflow, app, host, result, failure, release }: RunEvent): string {
  const { run, undoes } = wordsOf(workflow, app, host);
  const code = failure ? `: ${failure.code}` : '';
  if (event === 'test') return `Test from roost: fleet ${fleet} reaches you here`;
  if (event === 'waiting') return `${run} waits for your decision${code}`;
  if (event === 'recovery') return `${run} works again: it ${ended[result] ?? result}`;
  if (!undoes && event === 'failure')
    return `${run} ${['failed', 'timed out'].includes(result) ? result : `was ${result}`}${code}`;
  // A run without a plan has changed nothing.
  if (result === 'failed' && release === null) return `${run} failed before it changed anything${code}`;
  return `${run} ${ended[result] ?? `was ${result}`}${code}`;
}

function factsOf({ event, fleet, app, host, step, failure, release, by }: RunEvent): [string, string][] {
  const facts: [string, string | null][] = [
    ['Fleet', fleet],
    ['App', event === 'test' ? null : app || null],
    ['Host', host],
    ['Step', step],
    ['Code', failure?.code ?? null],
    ['Release', release],
    ['Started by', by],
  ];
  return facts.flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, oneLine(value)]],
  );
}

const silence = (after: number | null): string =>
  after === null
    ? 'It waits for a decision without a limit, and holds the lock.'
    : `Without an answer within ${minutes(after)} everything is undone.`;

const minutes = (ms: number): string =>
  ms < 2 * MINUTE ? `${Math.round(ms / SECOND)} s` : `${Math.round(ms / MINUTE)} min`;
