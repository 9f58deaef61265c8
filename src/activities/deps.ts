/** What activities need from outside; composed once, in `src/workers`. */
import type { Logger } from 'pino';
import type { Audit } from '../audit';
import type { CloudflareAccount } from '../cloudflare';
import type { AppConfig, SecretFormat } from '../fleet/file/app/types';
import type { RepositoryConfig } from '../fleet/file/backup/types';
import type { CloudflareConfig } from '../fleet/file/cloudflare/types';
import type { HostConfig } from '../fleet/file/host/types';
import type { NotifyTarget } from '../fleet/file/notify/types';
import type { Fleet } from '../fleet/file/types';
import type { SecretRef } from '../fleet/file/values/types';
import type { Statuses } from '../github/statuses';
import type { Redactor } from '../host/redact';
import type { Guard, Host, Jobs } from '../host/types';
import type { HostFacts } from '../plan/recover/control/types';
import type { Look } from '../protocol/push';
import type { Ping, RunEvent } from '../protocol/reports/notification';
import type { HeldControl, OfflineCopies } from '../protocol/steps/rehearsal';
import type { Restic } from '../restic';
import type { Attempt } from './scope/attempt';

export interface EncryptedFile {
  ciphertext: Buffer;
  format: SecretFormat;
  /** Of the plaintext. Default: `format`. */
  output?: SecretFormat;
  /** Path of the age key file. */
  keyFile: string;
  /** As named in messages. */
  name: string;
  /** The host that it is for. */
  host: string;
  /** Of the fleet: its `file` is never decrypted for a host. */
  secrets: Fleet['secrets'];
}

/** A run that a step of another one starts. */
export interface OtherRunRequest {
  workflow: string;
  id: string;
  args: unknown[];
  app?: string;
  host?: string;
  summary: string;
  /** ms for which its end is waited for after a cancel; absent: until it comes. */
  patience?: number;
}

export interface OtherRunEnd {
  /** Temporal's word for how it ended. */
  status: string;
  outcome: string | null;
  failure: { code: string; message: string } | null;
}

/** What `roost recover-control` goes by. */
export interface ControlRehearsal {
  restic: Restic;
  /** The newest one, with its absolute folder and its bytes; null: there is none. */
  snapshot(): Promise<(HeldControl & { root: string; bytes: number }) | null>;
  /** What every host holds; one that does not answer shows why. */
  hosts(): Promise<HostFacts[]>;
}

export interface Deps {
  /** The fleet file as it is now. Errors: `FleetInvalid`, `FleetNotFound`. */
  fleet(): Promise<Fleet>;
  host(config: HostConfig): Host;
  /** The same host over a connection of its own, which no other work shares. */
  newConnection(config: HostConfig): { host: Host; close(): Promise<void> };
  jobs(host: Host): Jobs;
  /** Lock and marks in that folder of the host, absolute. */
  guard(host: Host, directory: string): Guard;
  /** The control host, and the folder there of what concerns the whole fleet. */
  control: { host: Host; directory: string };
  /**
   * Plaintext of an encrypted file; its values become known to the host's redactor.
   * Errors: `SecretKeyWrong`, `SecretInvalid`, `ToolMissing`.
   */
  decrypt(file: EncryptedFile): Promise<Buffer>;
  /**
   * A value of the control plane's own secrets, which becomes known to the redactor.
   * Errors: `SecretInvalid`, those of sops.
   */
  controlSecret(name: string, secrets: Fleet['secrets']): Promise<string>;
  /** A backup repository, opened by its secrets. Errors: those of sops, `ToolMissing`. */
  restic(
    config: RepositoryConfig,
    options?: {
      signal?: AbortSignal;
      onChild?: (pid: number) => void;
      /** Of the fleet; default: the last valid file's. */
      secrets?: Fleet['secrets'];
    },
  ): Promise<Restic>;
  /**
   * As on a machine that has nothing but these copies. Errors: `BadRequest` where one cannot be
   * read, those of sops and restic.
   */
  controlRehearsal(copies: OfflineCopies, signal?: AbortSignal): Promise<ControlRehearsal>;
  /** The fleet's account at Cloudflare, opened by its token. Errors: those of sops. */
  cloudflare(
    fleet: Pick<Fleet, 'name' | 'secrets'> & { cloudflare: CloudflareConfig },
  ): Promise<CloudflareAccount>;
  /** The path of a tool on the control host. Errors: `ToolMissing`. */
  tool(name: 'sops' | 'age-keygen'): Promise<string>;
  /**
   * Puts that value into `secrets.file`; null: only finds out whether that would work.
   * Errors: those of sops.
   */
  setSecret(secrets: Fleet['secrets'], name: string, value: string | null): Promise<void>;
  /** Takes those out of `secrets.file` that are there. Errors: those of sops. */
  removeSecrets(secrets: Fleet['secrets'], names: string[]): Promise<void>;
  /** The control host's own files; those that are not there are no matter. */
  ownFiles: { audit: string; temporal: string; alerts: string; drift: string; fleet: string };
  /** Identity of the control plane: the Temporal namespace's id. */
  plane: string;
  /**
   * Deploys the app's head as a run with that id, or waits for the one that was started.
   * Errors: `DeployNotDone`, `TemporalUnreachable`.
   */
  deploy(app: string, id: string, by: string, reason: string): Promise<string>;
  /** The latest run of a workflow id; null: Temporal knows none. Errors: `TemporalUnreachable`. */
  latestRun(workflowId: string): Promise<{ runId: string; open: boolean } | null>;
  /**
   * Starts that run, or finds the one of its id, and waits until it is closed. Asked to end
   * (`signal`), it cancels the run and waits on; left (`leave`), it throws, and the run goes on.
   * Errors: `TemporalUnreachable`.
   */
  awaitRun(request: OtherRunRequest, attempt: Attempt['work']): Promise<OtherRunEnd>;
  /** Has the app's inbox inspect its branch's head. Errors: `TemporalUnreachable`. */
  look(app: string, look: Look): Promise<void>;
  /**
   * Where commit statuses of the app are written; null: no token, or no repository at GitHub.
   * Errors: those of sops.
   */
  statuses(app: AppConfig, fleet: Pick<Fleet, 'github' | 'secrets'>): Promise<Statuses | null>;
  /** The run's page in Temporal's UI, where its address is known. */
  runUrl(workflowId: string, runId?: string): string | undefined;
  /** Who started a run, from where and when. */
  startOf(
    workflowId: string,
    runId: string,
  ): Promise<{ who: string; origin: string | null; startedAt: string }>;
  /**
   * As `fleet`, but one that has become invalid does not hide who
   * must hear of it: the last good one, then.
   */
  lastFleet(): Promise<Fleet>;
  /** Starts the notification of the target, once for each id; returns before it is sent. */
  notify(id: string, target: string, event: RunEvent): Promise<void>;
  /** Notifies the target now. Errors: `NotifyFailed`. */
  send(target: NotifyTarget, event: RunEvent): Promise<void>;
  /** Pings that address, itself or by the secret that holds it. Errors: `NotifyFailed`, and those of sops. */
  ping(to: string | SecretRef, kind: Ping, text: string): Promise<void>;
  audit: Audit;
  redactor: Redactor;
  log: Logger;
}
