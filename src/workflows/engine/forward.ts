import { sentences } from '../../lib/sentences';
import type { Failure, Verb } from '../../protocol/run';
import type { Step } from '../../protocol/steps/step';
import { failure, failureOf, hadEnded, hasMovedOn, isWorldly } from '../run/failure';
import { batches } from './batches';
import type { Session } from './session';
import { Stop } from './stop';

const generic = {
  default: 'undo',
  prompt: sentences(
    'retry: run the step again; skip: take it as done;',
    'undo: undo everything; abort: leave everything as it stands',
  ),
} as const;

/** Runs the plan's steps in order; throws `Stop` when it ends before the commit point. */
export async function forward(session: Session): Promise<void> {
  const { plan, ports } = session;
  for (const batch of batches(plan.steps)) {
    const cancelled = (): boolean => !session.committed && ports.cancelled();
    const stopped = (): Stop =>
      new Stop('cancel', failure('Cancelled', `cancelled before "${batch[0]!.title}"`));
    // Check for a cancel before unlocking: nothing can be undone afterwards.
    if (cancelled()) throw stopped();
    // Beside the steps that need no lock, so that they begin at once.
    const freed = batch[0]!.unlocked && !session.unlocked ? session.unlock() : undefined;
    try {
      if (session.committed) await ports.shield(() => runBatch(session, batch));
      else await runBatch(session, batch);
    } finally {
      await freed;
    }
  }
}

async function runBatch(session: Session, batch: Step[]): Promise<void> {
  for (const step of batch) session.register(step);
  if (batch.length === 1) await runStep(session, batch[0]!);
  else await session.ports.together(batch.map((step) => () => runStep(session, step)));
}

async function runStep(session: Session, step: Step): Promise<void> {
  if (session.overtaken) return session.list.set(step, 'skipped', { note: 'another run has taken over' });
  for (;;) {
    session.list.set(step, 'running');
    try {
      const report = await session.forward(step);
      session.list.report(step, 'done', report);
      session.committed ||= step.commits ?? false;
      return;
    } catch (error) {
      if (!isWorldly(error)) throw error;
      const failed = { ...failureOf(error), step: step.id };
      session.list.set(step, 'failed', { note: `${failed.code}: ${failed.message}` });
      if ((await respond(session, step, failed, error)) === 'go on') return;
    }
  }
}

/** What a failed step leads to. Any other end is thrown as `Stop`. */
async function respond(
  session: Session,
  step: Step,
  failed: Failure,
  cause: unknown,
): Promise<'again' | 'go on'> {
  const { list, ports } = session;
  const stop = (kind: Stop['kind'], why = failed) => new Stop(kind, why, { cause });
  if (session.committed) {
    if (hadEnded(cause)) throw stop('refuse');
    session.overtaken ||= hasMovedOn(failed.code);
    list.warned(step, failed);
    return 'go on';
  }
  if (ports.cancelled())
    throw stop('cancel', { ...failure('Cancelled', `cancelled in "${step.title}"`), step: step.id });
  // Cancelled by a failed neighbour of its group, which has named the cause already.
  if (failed.code === 'Cancelled') throw stop('undo');
  if (hasMovedOn(failed.code)) throw stop('refuse');
  if (step.onFailure === 'warn') {
    list.warned(step, failed);
    return 'go on';
  }
  if (session.plan.neverAsks) throw stop('undo');
  if (step.onFailure !== 'ask' && failed.code !== 'OutcomeUnknown') throw stop('undo');
  return decide(session, step, failed, cause);
}

async function decide(
  session: Session,
  step: Step,
  failed: Failure,
  cause: unknown,
): Promise<'again' | 'go on'> {
  const { list, ports } = session;
  // To skip the commit point would leave open which release is the current one, and to skip the dump would
  // leave no way back; they may be repeated instead.
  const mustBe = step.commits === true || step.call.run === 'dumpData';
  const verbs: Verb[] = mustBe ? ['retry', 'undo', 'abort'] : ['retry', 'skip', 'undo', 'abort'];
  list.set(step, 'waiting');
  const answer = await session
    .ask(step, step.title, failed, verbs, step.ask ?? generic)
    .catch((error: unknown) => {
      if (!isWorldly(error)) throw error;
      list.set(step, 'failed');
      const kind = ports.cancelled() ? 'cancel' : 'undo';
      throw new Stop(
        kind,
        { ...failure('Cancelled', `cancelled while "${step.title}" waited for a decision`), step: step.id },
        { cause },
      );
    });
  if (answer.verb === 'retry') return 'again';
  if (answer.verb === 'skip') {
    list.skipped(step, failed, answer);
    return 'go on';
  }
  list.set(step, 'failed');
  session.decided = answer.verb === 'undo' && answer.by !== 'default';
  throw new Stop(answer.verb, failed, { cause });
}
