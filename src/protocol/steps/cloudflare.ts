/** The steps that bring Cloudflare to what the fleet file wants, as data. */
import type { AccessRule, PolicyConfig, RecordConfig } from '../../fleet/file/cloudflare/types';

/** What something at Cloudflare belongs to. */
export type Owner = { app: string } | { host: string } | { fleet: true };

/** One rule of a tunnel's ingress; without a hostname: what answers all others. */
export interface IngressRule {
  hostname?: string;
  path?: string;
  service: string;
}

/** `tunnel`: the record leads to the tunnel of that name, whose id is not known before it is made. */
export interface WantedRecord extends Omit<RecordConfig, 'content'> {
  content: string | { tunnel: string };
  /** Marks it as ours. */
  comment: string;
}

export interface WantedPolicy extends Pick<PolicyConfig, 'decision' | 'session'> {
  /** With the mark that it is ours. */
  name: string;
  include: AccessRule[];
  exclude: AccessRule[];
  require: AccessRule[];
}

export interface WantedApplication {
  /** With the mark that it is ours. */
  name: string;
  domain: string;
  session: string;
  /** Whole names of its policies, the first one first. */
  policies: string[];
}

interface Zone {
  zone: string;
  zoneId: string;
}

/** Something that is there. */
interface Present {
  id: string;
  name: string;
}

/** Arguments of every kind of step: a closed union. Each kind is one activity, and one change. */
export interface CloudflareStepArgs extends AccountStepArgs {
  /**
   * Makes a token of that name with the permissions of the present
   * one, tries it, and puts it into `secret`.
   */
  renewToken: { name: string; secret: string };
  /** `id` null: the one of that name, unless it is in use. */
  removeToken: { id: string | null; name: string };
}

/** What the fleet has in the account. */
export interface AccountStepArgs {
  createTunnel: { name: string };
  /** `was`: what the plan saw; anything else there stops the step. Null: nothing was set. */
  writeIngress: { tunnel: string; rules: IngressRule[]; was: IngressRule[] | null };
  removeTunnel: Present;
  /**
   * `id`: of the record that is changed; null: it is made. `replaces`: ids of
   * records of another type, in the same moment.
   */
  writeDnsRecord: Zone & { record: WantedRecord; id: string | null; replaces: string[] };
  removeDnsRecord: Zone & Present & { type: string };
  writeAccessPolicy: { policy: WantedPolicy; id: string | null };
  removeAccessPolicy: Present;
  writeAccessApplication: { application: WantedApplication; id: string | null };
  removeAccessApplication: Present;
  /** The marks that something is ours; nothing else of it changes. */
  markTunnel: Present & { as: string };
  markDnsRecord: Zone & Present & { type: string; comment: string };
  markAccessPolicy: Present & { as: string };
  markAccessApplication: Present & { as: string };
}

/** What is at Cloudflare of an account, as far as a plan reads it. */
export interface CloudflareState {
  zones: { id: string; name: string }[];
  tunnels: TunnelState[];
  records: RecordState[];
  policies: PolicyState[];
  applications: ApplicationState[];
}

export interface TunnelState {
  id: string;
  name: string;
  /** `local`: a file on its host has its configuration. */
  source: 'local' | 'cloudflare';
  /** Null: none was set. Only of tunnels that were asked about. */
  rules: IngressRule[] | null;
  connected: boolean;
}

export interface RecordState extends Zone {
  id: string;
  name: string;
  type: string;
  content: string;
  ttl: number;
  proxied: boolean;
  priority?: number;
  comment: string | null;
}

/** A rule of Access as Cloudflare writes it: one key. */
export type WireRule = Record<string, unknown>;

export interface PolicyState {
  id: string;
  name: string;
  decision: string;
  include: WireRule[];
  exclude: WireRule[];
  require: WireRule[];
  session: string | null;
}

export interface ApplicationState {
  id: string;
  name: string;
  /** Hostname, maybe with a path. */
  domain: string;
  type: string;
  session: string | null;
  /** Ids of its reusable policies, in order. */
  policies: string[];
  /** Policies that are only its own: names. */
  inline: string[];
  /** The same in full. */
  own?: PolicyState[];
}

/** What Access lets in beyond what the fleet file says. */
export interface AccessReview {
  /** How many applications were inspected. */
  applications: number;
  findings: { domain: string; finding: string }[];
}

/** What a plan does, for who reads it. */
export interface CloudflareSummary {
  account: string;
  /** Absent: the whole fleet. */
  only?: { app?: string; host?: string };
  counts: { create: number; change: number; remove: number; same: number };
  /** Of a rotation: the names of both tokens. */
  tokens?: { from: string; to: string };
}
