/** What a notification is about: the input of the workflow `notify`. */
import type { NotifyEvent } from '../../fleet/file/notify/types';

/**
 * Why somebody hears of a run. It is recorded in Temporal as the input of the
 * workflow `notify`: fields are only ever added, and added ones are optional.
 */
export interface RunEvent {
  event: NotifyEvent | 'test';
  fleet: string;
  app: string;
  host: string | null;
  /** The workflow: `deploy`. */
  workflow: string;
  workflowId: string;
  runId: string;
  /** The run's page in the Temporal UI; null where its address is not known. */
  url: string | null;
  /** An `Outcome`, how Temporal ended the run (`terminated`), or `waiting`. */
  result: string;
  /** Title of the step that failed or waits. */
  step: string | null;
  failure: { code: string; message: string; hint: string } | null;
  /**
   * Of a waiting run: what may be answered, and what happens without an
   * answer after so many ms (null: it waits on).
   */
  question: { prompt: string; verbs: string[]; after: number | null } | null;
  /** Commit and version that were to serve or serve. */
  release: string | null;
  by: string;
  /** ISO 8601. */
  at: string;
  /**
   * What it is about instead of a run; then `event` is `alert` when it begins and `recovery` when
   * it is over, and `app` is empty where all of them are concerned.
   */
  alert?: AlertText;
}

/** What a dead man's switch gets. */
export type Ping = 'start' | 'success' | 'fail';

export interface AlertText {
  /** What it is known by: `stale:phone`, `schedule-paused`. */
  key: string;
  /** Its beginning, ISO 8601. */
  since: string;
  /** A few words. */
  title: string;
  /** A sentence. */
  says: string;
  hint: string;
}
