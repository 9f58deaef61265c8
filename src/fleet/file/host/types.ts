/** A host, as the rest of roost uses it. */
import type { TunnelConfig } from '../cloudflare/types';

export interface HostConfig {
  name: string;
  user: string;
  /** `host` or `host:port`, tried in order; at least one. */
  addresses: string[];
  /** `ssh-ed25519 AAAA…`, without a comment. */
  hostKey: string;
  /** Absolute path of a private key; absent: the agent. */
  keyFile?: string;
  passphraseFile?: string;
  role: 'apps' | 'control';
  /** Absent: it has none. */
  proxy?: ProxyConfig;
  /** Absent: it has no tunnel. */
  cloudflare?: TunnelConfig;
}

/** `none` is written where a host has no proxy. */
export const proxyKinds = ['nginx', 'caddy', 'traefik', 'none'] as const;
export type ProxyKind = Exclude<(typeof proxyKinds)[number], 'none'>;

/** The reverse proxy of a host, in a container. Paths are the host's. */
export interface ProxyConfig {
  /** Absent: nginx, as in plans that were recorded before there were others. */
  kind?: ProxyKind;
  container: string;
  /** External Docker network that the proxy shares with the apps. */
  network: string;
  /**
   * Folder of the maintenance flags: `APP.flag`, `global.flag`. Of traefik:
   * the folder that its file provider watches.
   */
  flags: string;
  /** Folder of the switches: `APP.blue`, `APP.green`. Of traefik: the same folder. */
  live: string;
  /** Where the proxy answers, seen from the host itself; no trailing slash. */
  url: string;
  /** An address inside the proxy's container that forwards to the slot in the header `X-Slot`. */
  probe?: string;
  /** Of traefik: what answers in maintenance, as the proxy reaches it. */
  maintenance?: string;
  /** Folder of its configuration, kept with every app's backup. */
  config?: string;
}
