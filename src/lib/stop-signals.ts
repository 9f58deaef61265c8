export interface Stop {
  signal: AbortSignal;
  /** Removes the handlers. */
  forget(): void;
}

const names = ['SIGINT', 'SIGTERM'] as const;

/** One signal for everything that ends a worker: the system's signals and the caller's. */
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
