/** How programs treat an error, beyond what its code decides. `details` are for people. */
export interface ErrorTraits {
  /** Overrides the code: `never`: the error is not retried; `again`: it is retried. */
  retry?: 'never' | 'again';
  /** Seconds until the next attempt. */
  retryAfter?: number;
  /**
   * For an error during which Docker or the host restarted. `retry`: the step runs again. `keep`: the
   * failure stands, because the restart was before what failed. Default: the error's code decides.
   */
  afterRestart?: 'retry' | 'keep';
  /** Of `StalePlan`: the operation had ended before this step. */
  isEnded?: boolean;
  /** The commit that gets a commit status although there is no plan. */
  commitForStatus?: string;
}
