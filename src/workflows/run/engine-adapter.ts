import { CancellationScope, patched } from '@temporalio/workflow';
import type { EngineAdapter } from '../engine/types';
import { callStep } from './activities';
import type { Decisions } from './decisions';
import type { Lock } from './lock';

interface Parts {
  lock: Lock;
  /** The scope that a cancel of the run ends. */
  root: CancellationScope;
  decisions: Decisions;
  /** Frees the lock before the run has ended. */
  unlock: () => Promise<void>;
}

/** The engine over Temporal. */
export function engineAdapter({ lock, root, decisions, unlock }: Parts): EngineAdapter {
  return {
    call: (job) =>
      job.unlocked
        ? callStep(job)
        : lock.holding((lease) => callStep(job, lease), job.context.direction === 'undo' ? 'throw' : 'again'),
    unlock: () => CancellationScope.nonCancellable(unlock),
    lostLock: () => lock.lost,
    begun: () => lock.begun,
    ask: (question) => decisions.ask(question),
    patched,
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
