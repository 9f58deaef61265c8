import { createLogger } from '../lib/log';
import { stopOnSignals } from '../lib/stop-signals';
import { serve } from '../workers/serve';
import { serveGateway } from './serve';

/** Runs worker and gateway in one process; when one ends, the other is stopped. */
export async function serveAll(env: NodeJS.ProcessEnv, gateway: boolean): Promise<void> {
  const log = createLogger();
  if (!gateway) return serve({ env, log });
  const controller = new AbortController();
  const stop = stopOnSignals(controller.signal);
  const ending = (work: Promise<void>): Promise<void> => work.finally(() => controller.abort());
  try {
    const { signal } = stop;
    const ended = await Promise.allSettled([
      ending(serve({ env, log, signal })),
      ending(serveGateway({ env, log, signal })),
    ]);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  } finally {
    stop.forget();
  }
}
