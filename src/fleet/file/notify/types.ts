/** Targets of notifications. */
import type { SecretRef } from '../values/types';

/**
 * Why a message is sent; `recovery` is a success after a failure. `alert` is about
 * no run: it is sent when it begins and when it ends.
 */
export type NotifyEvent = 'failure' | 'recovery' | 'waiting' | 'success' | 'alert';

export interface EmailSettings {
  host: string;
  port: number;
  security: 'starttls' | 'tls' | 'none';
  user?: string;
  password?: SecretRef;
  from: string;
  to: string[];
}

/** `output`: whether lines of a container's log or of a build may be in the message. */
export type NotifyTarget = { name: string; events: NotifyEvent[]; output: boolean } & (
  | { kind: 'slack' | 'googleChat'; url: SecretRef }
  | { kind: 'ntfy' | 'json'; url: string | SecretRef; token?: SecretRef }
  | ({ kind: 'email' } & EmailSettings)
);
