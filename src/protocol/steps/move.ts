/**
 * The steps of a move, as data, and what they find. The deploy and the
 * restore on the new host are runs of their own.
 */
import type { CloudflareRequest, DeployRequest, RestoreRequest } from '../requests';
import type { Probe, UrlCheck } from './release';

/** A run of another workflow on the host that an app moves to. */
export type ThereRun =
  | { workflow: 'deploy'; request: Pick<DeployRequest, 'app' | 'ref' | 'again' | 'on'> }
  | { workflow: 'restore'; request: Pick<RestoreRequest, 'app' | 'pulled' | 'on' | 'what'> }
  | { workflow: 'cloudflareApply'; request: Pick<CloudflareRequest, 'app' | 'on'> };

/**
 * Arguments of every kind of step of a move: a closed union. Each kind is one activity.
 * `there`: the host that the app moves to; a step that changes something there takes
 * the app's lock there, beside that of the plan's scope.
 */
export interface MoveStepArgs {
  /** Before anything is there: the mark that the app serves elsewhere, and the maintenance page. */
  holdThere: { there: string };
  /**
   * Starts a run there whose id derives from the operation and the
   * step, or finds it, and waits for its end.
   */
  awaitThere: ThereRun & {
    there: string;
    /** Of several runs of one workflow. */
    part?: string;
    /** Seconds for which its end is waited for after a cancel; absent: until it comes. */
    patience?: number;
  };
  /** Stops the app's containers there; they stay stopped when Docker or the host restarts. */
  stopThere: { there: string; except: string[] };
  /** Sends what this operation has pulled, beside the data there: what comes later is the difference. */
  sendAhead: { there: string };
  /** Removes what was sent ahead and not used. */
  dropAhead: { there: string };
  /** Starts there what a step has stopped there, until it is healthy. */
  startThere: { there: string; probe: Probe };
  /**
   * Marks on the plan's own host where the app serves, so that no run
   * starts it here; or takes the mark away.
   */
  markAway: { to: string | null };
  /**
   * Takes mark and page away there, and writes down where the app
   * came from. `url`: asked there afterwards.
   */
  openThere: { there: string; url: UrlCheck | null };
  /** Ends the way back: removes the app's stopped containers there. Data stay. */
  confirmThere: { there: string };
}

/** What these steps add to the run's result. */
export interface MoveFound {
  moved: {
    from: string;
    to: string;
    /** Seconds from the maintenance page on the one host until the other was open. */
    down: number;
  };
}

/** What a move does, for who reads the plan. */
export interface MoveSummary {
  from: string;
  to: string;
  /** `back`: to where it came from, with the data that are there; `confirm`: the way back ends. */
  way: 'move' | 'back' | 'confirm';
  commit: string | null;
  version: string | null;
  /** What is copied, in words. */
  data: string[];
  /** What stays on the host that is left, in words. */
  kept: string[];
}
