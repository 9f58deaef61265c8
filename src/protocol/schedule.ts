/** A Schedule as a watcher sees it. Times are ISO 8601. */
export interface ScheduleState {
  paused: boolean;
  /** Who paused it or went on with it, and why. */
  note: string | null;
  /** When it acts next; null: never, as far as it knows. */
  next: string | null;
  /** When it has acted last; null: not yet. */
  last: string | null;
}
