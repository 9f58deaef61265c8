/** What a push starts, and what GitHub shows of it. */
import type { PlannedFleet } from '../fleet/file/planned';

/**
 * Signal `look` of an app's inbox: its branch's head may be new. It says nothing
 * of what to deploy; the deploy reads the head itself, under the lock.
 */
export interface Look {
  /** A delivery asks again for a head whose deploy failed, the comparison does not. */
  by: 'delivery' | 'comparison';
  /** Of the delivery, for records. */
  id?: string;
}

/** What a commit's page at GitHub shows of a run. */
export interface StatusRequest {
  app: string;
  commit: string;
  state: 'pending' | 'success' | 'failure' | 'error';
  description: string;
  /** Commits that were pushed before it and never deployed by themselves. */
  superseded?: string[];
  /** What its plan recorded of the fleet. */
  planned?: PlannedFleet;
}

/** What a comparison found of one app. */
export interface HeadReport {
  app: string;
  /** Commits; null: none, or not known. */
  head: string | null;
  serving: string | null;
  says: 'serves' | 'look' | 'dealt with' | 'never deployed' | 'no branch' | 'unknown';
  /** Of `unknown`. */
  why?: string;
}
