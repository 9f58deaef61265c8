/** What a fleet wants to have at Cloudflare: tunnels, DNS records, Access. */
import type { SecretRef } from '../values/types';

export interface CloudflareConfig {
  /** Account id, 32 hexadecimal digits. */
  account: string;
  token: SecretRef;
  /** Base address of the API, no trailing slash. */
  api: string;
  /** Domains in which records may be written. */
  zones: string[];
  /** Records that belong to no app and no host. */
  records: RecordConfig[];
  /** Access policies, by name. */
  policies: Record<string, PolicyConfig>;
}

export const recordTypes = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'CAA'] as const;

export type RecordType = (typeof recordTypes)[number];

export interface RecordConfig {
  /** Whole name, without a dot at its end. */
  name: string;
  type: RecordType;
  /** As Cloudflare shows it; of MX without the priority; of CAA `0 issue "ca.example"`. */
  content: string;
  /** Seconds; 1: as Cloudflare chooses. */
  ttl: number;
  proxied: boolean;
  /** Of MX. */
  priority?: number;
}

/** `non_identity`: service tokens; `bypass`: everyone, without a login. */
export const decisions = ['allow', 'deny', 'non_identity', 'bypass'] as const;

export interface PolicyConfig {
  decision: (typeof decisions)[number];
  include: AccessRule[];
  exclude: AccessRule[];
  require: AccessRule[];
  /** As Cloudflare writes it: `24h`; absent: that of the application. */
  session?: string;
}

/** Whom a rule names; exactly one key. */
export interface AccessRule {
  email?: string;
  emailDomain?: string;
  everyone?: true;
  /** Address or range. */
  ip?: string;
  /** Ids at Cloudflare. */
  group?: string;
  serviceToken?: string;
  loginMethod?: string;
  anyServiceToken?: true;
  /** Two letters. */
  country?: string;
}

/** A host's tunnel, whose connector runs there. */
export interface TunnelConfig {
  /** Its ingress, before that of the host's apps. */
  ingress: IngressConfig[];
  /** What answers all other hostnames: `http_status:404`. */
  otherwise: string;
}

export interface IngressConfig {
  hostname: string;
  /** Pattern of paths; absent: all. */
  path?: string;
  /** What cloudflared asks: `http://127.0.0.1:80`. */
  service: string;
  /** Names of policies, the first one first; empty: no Access before it. */
  access: string[];
  /** Of Access: `24h`. */
  session: string;
}
