import type { PullProgress } from './progress';

export interface PullRequest {
  /** Absolute folder on the host; its content is pulled. */
  from: string;
  /** Absolute folder here; what is not in `from` is removed from it. */
  to: string;
  /** What is not pulled, as rsync's rules: `- /roost`. */
  filter?: string[];
  /** What the host's rsync is run by; absent: itself. */
  by?: (argv: string[]) => string[];
  /** ms that it may take. */
  timeout: number;
  signal: AbortSignal;
  onProgress?: (progress: PullProgress) => void;
  /** Called with the process id of each rsync as it starts. */
  onChild?: (pid: number) => void;
}
