/** What verbs work with. Everything costly is made at its first use: `lock show` must not wait for Temporal. */
import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { AppConfig } from '../fleet/file/app/types';
import type { HostConfig } from '../fleet/file/host/types';
import type { Fleet } from '../fleet/file/types';
import type { AppGuard, Host } from '../host/types';
import type { Screen } from './output/screen';
import type { Runs } from './runs/types';
import type { Schedules } from './schedules';

export interface Context {
  readonly screen: Screen;
  readonly env: NodeJS.ProcessEnv;
  /** Who asks, for records on hosts and in runs. */
  readonly by: string;
  now(): Date;
  fleet(): Promise<Fleet>;
  /** Path of the fleet file. */
  readonly fleetFile: string;
  runs(): Promise<Runs>;
  schedules(): Promise<Schedules>;
  host(config: HostConfig): Promise<Host>;
  guard(host: Host, app: AppConfig): Promise<AppGuard>;
  /** Asks a yes-or-no question on the terminal; false where there is none. */
  confirm(question: string): Promise<boolean>;
  /** Aborted by Ctrl-C, for verbs that leave something running. */
  interruption(): AbortSignal;
  close(): Promise<void>;
}

export function whoAsks(env: NodeJS.ProcessEnv): string {
  return env.ROOST_BY || `${env.USER || userInfo().username}@${hostname()}`;
}

/** Names a run so that its id tells what it is. */
export const runName = (verb: string, app: string): string =>
  `${verb}-${app}-${randomBytes(4).toString('hex')}`;
