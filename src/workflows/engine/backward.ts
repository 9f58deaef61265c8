import type { Failure } from '../../protocol/run';
import type { Step } from '../../protocol/step';
import { failure, failureOf, hasMovedOn, isWorldly } from '../run/failure';
import type { Session, Undo } from './session';
import { Stop } from './stop';
import { Retaken } from './types';

const prompt =
  'retry: try what is not undone again, in order; skip or abort: accept it as it stands, and end the run as failed. The lock is held until then.';

/**
 * Undoes all that was begun, last first. One that fails does not keep the
 * others from being tried. Returns null when all is undone, or what is left
 * after an operator accepted it.
 */
export async function backward(session: Session, why: Stop): Promise<Failure | null> {
  let left = session.toUndo();
  for (;;) {
    await askFirst(session, left, why);
    const failed = await undoAll(session, left);
    if (failed === 'retaken') {
      left = session.toUndo();
      continue;
    }
    if (failed.length === 0) return null;

    const text = failed
      .map((one) => `${one.undo.title}: ${one.failure.code}: ${one.failure.message}`)
      .join('; ');
    const problem: Failure = { ...failure('UndoFailed', text), step: failed[0]!.undo.step.id };
    if (session.plan.neverAsks) return problem;
    const { step, title } = failed[0]!.undo;
    const answer = await session.ask(step, title, problem, ['retry', 'skip', 'abort'], {
      prompt,
      default: 'stay',
    });
    if (answer.verb !== 'retry') return problem;
    // The one asked about has its new ordinal already.
    for (const { undo } of failed.slice(1)) session.again(undo.step);
    left = failed.map((one) => one.undo);
  }
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

async function undoAll(session: Session, undos: Undo[]): Promise<Failed[] | 'retaken'> {
  const failed: Failed[] = [];
  try {
    for (const undo of undos) {
      const problem = await undoOne(session, undo);
      if (problem) failed.push({ undo, failure: problem });
    }
  } catch (error) {
    if (error instanceof Retaken) return 'retaken';
    throw error;
  }
  return failed;
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
