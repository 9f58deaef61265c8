export interface Stop {
  signal: AbortSignal;
  /** Lets go of the handlers. */
  forget(): void;
}

const names = ['SIGINT', 'SIGTERM'] as const;

/** One signal for all that may end a worker: the system's signals and its caller's. */
export function stopOnSignals(outer?: AbortSignal): Stop {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const name of names) process.on(name, abort);
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted) abort();
  return {
    signal: controller.signal,
    forget: () => {
      for (const name of names) process.off(name, abort);
      outer?.removeEventListener('abort', abort);
    },
  };
}
