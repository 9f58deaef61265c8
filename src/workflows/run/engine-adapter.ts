import { CancellationScope } from '@temporalio/workflow';
import type { Ports } from '../engine/types';
import { callStep } from './activities';
import type { Decisions } from './decisions';
import type { Lock } from './lock';

interface Surroundings {
  lock: Lock;
  /** The scope that a cancel of the run ends. */
  root: CancellationScope;
  decisions: Decisions;
  /** Frees the lock before the run has ended. */
  unlock: () => Promise<void>;
}

/** The engine's surroundings in Temporal. */
export function portsOf({ lock, root, decisions, unlock }: Surroundings): Ports {
  return {
    call: (job) =>
      job.unlocked
        ? callStep(job)
        : lock.holding((lease) => callStep(job, lease), job.context.direction === 'undo' ? 'tell' : 'again'),
    unlock: () => CancellationScope.nonCancellable(unlock),
    lostLock: () => lock.lost,
    begun: () => lock.begun,
    ask: (question) => decisions.ask(question),
    cancelled: () => root.consideredCancelled,
    shield: (work) => CancellationScope.nonCancellable(work),
    together,
  };
}

async function together(works: (() => Promise<void>)[]): Promise<void> {
  const scope = new CancellationScope();
  const thrown: unknown[] = [];
  const note = (error: unknown) => {
    thrown.push(error);
    scope.cancel();
  };
  await scope.run(() => Promise.all(works.map((work) => work().catch(note))));
  if (thrown.length > 0) throw thrown[0];
}
