/** What the registry knows of a code. */
export interface ErrorEntry {
  /** Whether the same thing, tried again unchanged, may succeed. */
  readonly retryable: boolean;
  /** The CLI's exit code, documented in docs/commands.md. */
  readonly exit: number;
  /** The operator's next step. `RUN`, `APP` and `HOST` are replaced by names. */
  readonly hint: string;
}

/** Exit codes by family; 0 is success and 1 an error that has no name. */
export const Exit = {
  usage: 2,
  config: 3,
  refused: 4,
  failed: 5,
  unreachable: 6,
  locked: 7,
  waiting: 8,
  /** 128 + SIGINT, as shells have it. */
  detached: 130,
} as const;

/** `hint`: its sentences. */
export const entry = (retryable: boolean, exit: number, ...hint: string[]): ErrorEntry => ({
  retryable,
  exit,
  hint: hint.join(' '),
});
