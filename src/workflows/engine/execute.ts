/**
 * The one engine: runs a recorded plan forward, and back if it must.
 *
 * Runs in flight replay this code. What it *calls*, in which order, may only
 * change behind `patched('what-changed')` of @temporalio/workflow (remove it a
 * release after the last such run has ended); titles, timeouts and retry
 * options are free. The replay of stored histories in the tests watches this.
 */
import type { Plan } from '../../protocol/plan';
import type { Failure } from '../../protocol/run';
import { failure } from '../run/failure';
import type { Checklist } from '../run/shown/checklist';
import { backward } from './backward';
import { forward } from './forward';
import { Session } from './session';
import { Stop } from './stop';
import type { Ending, EngineAdapter, Who } from './types';

export async function execute(plan: Plan, who: Who, list: Checklist, ports: EngineAdapter): Promise<Ending> {
  const session = new Session(plan, who, list, ports);
  list.phase('running');
  try {
    await forward(session);
    return { outcome: 'succeeded', failure: null };
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    if (stop.kind === 'refuse') return { outcome: 'refused', failure: stop.failure, cause: stop.cause };
    if (stop.kind === 'abort') return { outcome: 'failed', failure: stop.failure, cause: stop.cause };
    return undo(session, stop);
  }
}

async function undo(session: Session, why: Stop): Promise<Ending> {
  // Nothing can be undone without the lock.
  if (session.unlocked)
    return {
      outcome: why.kind === 'cancel' ? 'cancelled' : 'failed',
      failure: why.failure,
      cause: why.cause,
    };
  session.list.phase('undoing', why.failure);
  // To cancel is to decide.
  session.decided ||= why.kind === 'cancel';
  try {
    const left = await session.ports.shield(() => backward(session, why));
    if (!left)
      return {
        outcome: why.kind === 'cancel' ? 'cancelled' : 'undone',
        failure: why.failure,
        cause: why.cause,
      };
    if (session.plan.neverAsks) return leave(session, why, left);
    const message = `${left.message}. It was undone because of ${why.failure.code}: ${why.failure.message}`;
    return {
      outcome: 'failed',
      failure: { ...failure('UndoFailed', message), step: left.step },
      cause: why.cause,
    };
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return {
      outcome: stop.kind === 'abort' ? 'failed' : 'refused',
      failure: stop.failure,
      cause: stop.cause,
    };
  }
}

/** No operator is asked: the first failure counts, since it decides whether to try again. */
function leave({ list }: Session, { kind, failure, cause }: Stop, left: Failure): Ending {
  list.warn(`Not undone: ${left.message}`);
  const told = { ...failure, message: `${failure.message}; not undone: ${left.message}` };
  return { outcome: kind === 'cancel' ? 'cancelled' : 'failed', failure: told, cause };
}
