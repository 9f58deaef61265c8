/** The surroundings of a verb. Costly parts are made at first use: `lock show` must not wait for Temporal. */
import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { InspectDeps } from '../../inspect/deps';
import type { Runs } from '../../temporal/runs/types';
import type { Schedules } from '../../temporal/schedules-client';
import type { Screen } from '../output/screen';

export interface Context extends InspectDeps {
  readonly screen: Screen;
  /** Who asks, for records on hosts and in runs. */
  readonly by: string;
  /** Path of the fleet file. */
  readonly fleetFile: string;
  runs(): Promise<Runs>;
  schedules(): Promise<Schedules>;
  /** Asks a yes-or-no question on the terminal; false where there is none. */
  confirm(question: string): Promise<boolean>;
  /** Aborted by Ctrl-C, for verbs that leave something running. */
  interruption(): AbortSignal;
  close(): Promise<void>;
}

export function whoAsks(env: NodeJS.ProcessEnv): string {
  return env.ROOST_BY || `${env.USER || userInfo().username}@${hostname()}`;
}

/** Names a run so that its id shows what it is. */
export const runName = (verb: string, app: string): string =>
  `${verb}-${app}-${randomBytes(4).toString('hex')}`;
