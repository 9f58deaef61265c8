/** What questions to hosts need: the command line's context has it, and so may a server. */
import type { HostConfig } from '../fleet/file/host/types';
import type { Fleet } from '../fleet/file/types';
import type { Guard, Host } from '../host/types';
import type { Runs } from '../temporal/runs/types';

export interface InspectDeps {
  readonly env: NodeJS.ProcessEnv;
  now(): Date;
  fleet(): Promise<Fleet>;
  host(config: HostConfig): Promise<Host>;
  /** Lock and marks in that folder of the host. */
  guard(host: Host, directory: string): Promise<Guard>;
  /** Throws where Temporal does not answer; hosts are asked all the same. */
  runs(): Promise<Pick<Runs, 'describe' | 'list'>>;
}
