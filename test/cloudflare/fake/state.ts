/** What the fake account has. Plain data, so that a former state can be kept beside it. */
import type { WireRule } from '../../../src/protocol/steps/cloudflare';

export interface Tunnel {
  id: string;
  name: string;
  config_src: 'local' | 'cloudflare';
  secret: string;
  created_at: string;
  deleted_at: string | null;
  config: { version: number; config: Record<string, unknown> & { ingress: Rule[] } } | null;
  connectors: Connector[];
}

export interface Rule {
  hostname?: string;
  path?: string;
  service: string;
  originRequest?: Record<string, unknown>;
}

export interface Connector {
  id: string;
  run_at: string;
  conns: number;
  origin_ip: string;
}

export interface DnsRecord {
  id: string;
  name: string;
  type: string;
  content: string;
  ttl: number;
  proxied: boolean;
  priority?: number;
  data?: { flags?: number; tag?: string; value?: string };
  comment: string | null;
  tags: string[];
  settings: object;
}

export interface Policy {
  id: string;
  name: string;
  decision: string;
  include: WireRule[];
  exclude: WireRule[];
  require: WireRule[];
  session_duration?: string;
  purpose_justification_required?: boolean;
}

export interface Application {
  id: string;
  name: string;
  domain: string;
  type: string;
  aud: string;
  session_duration: string;
  /** Ids of reusable policies, or policies of its own. */
  policies: (string | Policy)[];
  allowed_idps?: string[];
  app_launcher_visible?: boolean;
}

export interface ApiToken {
  id: string;
  name: string;
  value: string;
  status: 'active' | 'disabled' | 'expired';
  policies: {
    effect: 'allow' | 'deny';
    permission_groups: { id: string }[];
    resources: Record<string, string>;
  }[];
  owner: 'user' | 'account';
}

export interface State {
  zones: { id: string; name: string; records: DnsRecord[] }[];
  tunnels: Tunnel[];
  policies: Policy[];
  applications: Application[];
  tokens: ApiToken[];
}
