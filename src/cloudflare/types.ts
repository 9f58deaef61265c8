import type { AccountStepArgs, CloudflareState } from '../protocol/steps/cloudflare';

/**
 * Makes one kind of change, if it is not made yet, and reads it back.
 * Answers what was done, for the checklist.
 */
export type Write<A> = (args: A, signal?: AbortSignal) => Promise<string>;

export type Writes = { [K in keyof AccountStepArgs]: Write<AccountStepArgs[K]> };

export interface TokenUse {
  id: string;
  name: string;
}

export interface TokenWork {
  /** The one that is in use. */
  current(signal?: AbortSignal): Promise<TokenUse>;
  /**
   * Makes another one with the same permissions, tries it, and stores it.
   * One of that name that an earlier attempt has made is removed: its value is
   * lost. `store` gets the value, which is nowhere else.
   */
  renew(name: string, store: (value: string) => Promise<void>, signal?: AbortSignal): Promise<string>;
  /** By its id; or by its name, and then it stays if it is in use. Errors: `CloudflareChanged`. */
  remove(token: { id: string | null; name: string }, signal?: AbortSignal): Promise<string>;
}

/**
 * One account of Cloudflare.
 * Errors of all: `CloudflareFailed`, `CloudflareRefused`, `CloudflareTokenWrong`.
 */
export interface CloudflareAccount extends Writes {
  tokens: TokenWork;
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
  /** ms before what was written is read for the second time; doubled each time. */
  pause?: number;
}

export type Serial = <T>(key: string, work: () => Promise<T>) => Promise<T>;
