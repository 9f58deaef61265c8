import type { CloudflareState, CloudflareStepArgs } from '../protocol/cloudflare-steps';

/** Makes one kind of change, if it is not made yet, and reads it back. Answers what was done, for the checklist. */
export type Write<A> = (args: A, signal?: AbortSignal) => Promise<string>;

export type Writes = { [K in keyof CloudflareStepArgs]: Write<CloudflareStepArgs[K]> };

/** One account of Cloudflare. Errors of all: `CloudflareFailed`, `CloudflareRefused`, `CloudflareTokenWrong`. */
export interface CloudflareAccount extends Writes {
  /** `tunnels`: of which the ingress is read, by name. */
  read(options: {
    zones: string[];
    tunnels: (name: string) => boolean;
    signal?: AbortSignal;
  }): Promise<CloudflareState>;
}

export interface AccountOptions {
  account: string;
  token: string;
  /** Base address, no trailing slash. */
  api: string;
  /** Name of the fleet: what bears its mark may be changed. */
  fleet: string;
  /** Runs one after another what has the same key. */
  serial: Serial;
  /** ms before the second look at what was written; doubled each time. */
  pause?: number;
}

export type Serial = <T>(key: string, work: () => Promise<T>) => Promise<T>;
