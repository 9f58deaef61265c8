/** What a command has started goes down with it, also by Ctrl-C or a supervisor's SIGTERM. */
const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs `body`, then `clear`; a signal clears at once and ends the process. `clear` is called once.
 * By the signal that it is given `body` knows that it is not to go on.
 */
export async function clearedAfter<T>(
  body: (interrupted: AbortSignal) => Promise<T>,
  clear: () => Promise<unknown>,
  say: (text: string) => void,
): Promise<T> {
  const interruption = new AbortController();
  let cleared: Promise<unknown> | undefined;
  const once = (): Promise<unknown> => (cleared ??= clear());
  const onSignal = (signal: keyof typeof signals): void => {
    say('interrupted: taking everything down');
    interruption.abort(new Error('interrupted'));
    void once().finally(() => process.exit(signals[signal]));
  };
  const names = Object.keys(signals) as (keyof typeof signals)[];
  for (const name of names) process.on(name, onSignal);
  try {
    return await body(interruption.signal);
  } finally {
    await once();
    for (const name of names) process.removeListener(name, onSignal);
  }
}
