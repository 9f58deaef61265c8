import { sentences } from '../../lib/sentences';
import type { Failure } from '../../protocol/run';
import type { Step } from '../../protocol/steps/step';
import { failure, failureOf, hasMovedOn, isWorldly } from '../run/failure';
import { isNeeded } from './needs';
import type { Session, Undo } from './session';
import { Stop } from './stop';
import { Retaken } from './types';

const prompt = sentences(
  'retry: try what is not undone again, in order; skip or abort: accept it as it stands,',
  'and end the run as failed. The lock is held until then.',
);

/**
 * Undoes all that was begun, last first. One that fails does not keep the
 * others from being tried, unless one of them needs it: then the operator is
 * asked at once. Returns null when all is undone, or what is left after an
 * operator accepted it.
 */
export async function backward(session: Session, why: Stop): Promise<Failure | null> {
  let left = session.toUndo();
  for (;;) {
    await askFirst(session, left, why);
    const round = await undoAll(session, left);
    if (round === 'retaken') {
      left = session.toUndo();
      continue;
    }
    const { failed, untried } = round;
    if (failed.length === 0) return null;

    // What others need comes last, and is what to repair first.
    const { undo: asked } = untried.length > 0 ? failed.at(-1)! : failed[0]!;
    const problem: Failure = { ...failure('UndoFailed', textOf(round)), step: asked.step.id };
    if (session.plan.neverAsks) return problem;
    const answer = await session.ask(asked.step, asked.title, problem, ['retry', 'skip', 'abort'], {
      prompt,
      default: 'stay',
    });
    if (answer.verb !== 'retry') return problem;
    // The one asked about has its new ordinal already.
    for (const { undo } of failed) if (undo !== asked) session.again(undo.step);
    left = [...failed.map((one) => one.undo), ...untried];
  }
}

function textOf({ failed, untried }: Round): string {
  const texts = failed.map(({ undo, failure: { code, message } }) => `${undo.title}: ${code}: ${message}`);
  if (untried.length > 0)
    texts.push(`not tried before that: ${untried.map(({ title }) => title).join(', ')}`);
  return texts.join('; ');
}

/** Before anything is undone: what runs, runs on. */
async function askFirst(session: Session, undos: Undo[], { failure: failed, cause }: Stop): Promise<void> {
  const guarded = session.guarded(undos);
  if (!guarded) return;
  if (session.plan.neverAsks) throw new Stop('abort', failed, { cause });
  const { step, title } = guarded;
  const answer = await session.ask(step, title, failed, ['undo', 'abort'], {
    prompt: step.undo?.prompt ?? '',
    default: 'stay',
  });
  if (answer.verb === 'abort') throw new Stop('abort', failed, { cause });
  session.decided = true;
}

interface Failed {
  undo: Undo;
  failure: Failure;
}

/** `untried`: what comes after an undo that failed and is needed by some of it. */
interface Round {
  failed: Failed[];
  untried: Undo[];
}

async function undoAll(session: Session, undos: Undo[]): Promise<Round | 'retaken'> {
  const failed: Failed[] = [];
  try {
    for (const [at, undo] of undos.entries()) {
      const problem = await undoOne(session, undo);
      if (!problem) continue;
      failed.push({ undo, failure: problem });
      const rest = undos.slice(at + 1);
      if (isNeeded(undo, rest, session.plan) && session.ports.patched('undo-stops-where-needed'))
        return { failed, untried: rest };
    }
  } catch (error) {
    if (error instanceof Retaken) return 'retaken';
    throw error;
  }
  return { failed, untried: [] };
}

async function undoOne(session: Session, undo: Undo): Promise<Failure | null> {
  const { list } = session;
  const step: Step = undo.step;
  list.set(step, 'undoing');
  try {
    const { warnings, note } = await session.backward(undo);
    list.set(step, 'undone', { note });
    warnings?.forEach((text) => list.warn(text));
    return null;
  } catch (error) {
    if (!isWorldly(error)) throw error;
    const problem = { ...failureOf(error), step: step.id };
    list.set(step, 'undo-failed', { note: `${problem.code}: ${problem.message}` });
    if (hasMovedOn(problem.code)) throw new Stop('refuse', problem, { cause: error });
    return problem;
  }
}
