/** What activities need from outside; composed once, in `src/workers`. */
import type { Logger } from 'pino';
import type { AppConfig, Fleet, HostConfig, SecretFormat } from '../fleet/config/types';
import type { AppGuard, Host, Jobs } from '../host/types';
import type { Statuses } from '../github/statuses';
import type { Redactor } from '../host/redact';
import type { Look } from './types';

export interface Deps {
  /** The fleet file as it is now. Errors: `FleetInvalid`, `FleetNotFound`. */
  fleet(): Promise<Fleet>;
  host(config: HostConfig): Host;
  jobs(host: Host): Jobs;
  /** The lock and marks of the app in that folder. */
  guard(host: Host, app: AppConfig): AppGuard;
  /** Plaintext of an encrypted file, `name` for messages; its values become known to the redactor. Errors: `SecretKeyWrong`, `SecretInvalid`, `ToolMissing`. */
  decrypt(ciphertext: Buffer, format: SecretFormat, keyFile: string, name: string): Promise<Buffer>;
  /** Identity of the control plane: the Temporal namespace's id. */
  plane: string;
  /** The latest run of a workflow id; null: Temporal knows none. Errors: `TemporalUnreachable`. */
  latestRun(workflowId: string): Promise<{ runId: string; open: boolean } | null>;
  /** Has the app's inbox look at its branch's head. Errors: `TemporalUnreachable`. */
  look(app: string, look: Look): Promise<void>;
  /** Where commit statuses of the app are written; null: no token, or no repository at GitHub. Errors: those of sops. */
  statuses(app: AppConfig): Promise<Statuses | null>;
  /** The run's page in Temporal's UI, where its address is known. */
  runUrl(workflowId: string, runId?: string): string | undefined;
  redactor: Redactor;
  log: Logger;
}
