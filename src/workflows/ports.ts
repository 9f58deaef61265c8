import { CancellationScope } from '@temporalio/workflow';
import { callStep } from './activities';
import type { Decisions } from './decisions';
import type { Ports } from './engine/types';
import type { Lock } from './lock';

/** The engine's surroundings in Temporal. Made in the run's outermost scope. */
export function portsOf(lock: Lock, decisions: Decisions): Ports {
  const root = CancellationScope.current();
  return {
    call: (job) => lock.holding((lease) => callStep(job, lease), job.context.direction === 'undo' ? 'tell' : 'again'),
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
