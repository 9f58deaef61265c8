/**
 * The part of the official client that roost uses, and of its answers: what
 * comes from there may lack anything. The package's own 1,200 files of types
 * are read by one test only, which compares them with this (test/cloudflare/types).
 */

interface Options {
  signal?: AbortSignal;
}

interface OfAccount {
  account_id: string;
}

interface OfZone {
  zone_id: string;
}

interface Page {
  per_page?: number;
  page?: number;
}

export interface WireTunnel {
  id?: string;
  name?: string;
  config_src?: 'local' | 'cloudflare';
  deleted_at?: string | null;
  status?: 'inactive' | 'degraded' | 'healthy' | 'down';
}

export interface WireIngress {
  hostname?: string;
  path?: string;
  service: string;
}

export interface WireRecord {
  id: string;
  name: string;
  type: string;
  content?: string;
  ttl: number;
  proxied?: boolean;
  comment?: string | null;
  /** Of MX. */
  priority?: number;
  /** The parts of some types; of CAA flags, tag and value. */
  data?: object;
}

interface Body<T> {
  type: T;
  name: string;
  ttl: number;
  comment: string;
}

/** A record as it is written; CAA by its parts. */
export type WireRecordBody =
  | (Body<'A' | 'AAAA' | 'CNAME'> & { content: string; proxied: boolean })
  | (Body<'TXT'> & { content: string })
  | (Body<'MX'> & { content: string; priority: number })
  | (Body<'CAA'> & { data: { flags: number; tag: string; value: string } });

/** Asks for page after page until one is empty. */
type Pages<T> = AsyncIterable<T>;

export interface Client {
  user: { tokens: UserTokens };
  accounts: { tokens: AccountTokens };
  zones: {
    list(
      query: Page & { name?: string; account?: { id: string } },
      o?: Options,
    ): Pages<{ id: string; name: string }>;
  };
  dns: {
    records: {
      list(query: OfZone & Page & { name?: { exact?: string } }, o?: Options): Pages<WireRecord>;
      create(params: OfZone & WireRecordBody, o?: Options): Promise<unknown>;
      edit(id: string, params: OfZone & object, o?: Options): Promise<unknown>;
      delete(id: string, params: OfZone, o?: Options): Promise<unknown>;
      batch(
        params: OfZone & { deletes: { id: string }[]; posts: WireRecordBody[] },
        o?: Options,
      ): Promise<unknown>;
    };
  };
  zeroTrust: {
    tunnels: {
      cloudflared: {
        list(
          query: OfAccount & Page & { name?: string; is_deleted?: boolean },
          o?: Options,
        ): Pages<WireTunnel>;
        create(
          params: OfAccount & { name: string; config_src?: 'local' | 'cloudflare'; tunnel_secret?: string },
          o?: Options,
        ): Promise<WireTunnel>;
        edit(
          id: string,
          params: OfAccount & { name?: string; tunnel_secret?: string },
          o?: Options,
        ): Promise<WireTunnel>;
        delete(id: string, params: OfAccount, o?: Options): Promise<unknown>;
        configurations: {
          get(
            id: string,
            params: OfAccount,
            o?: Options,
          ): Promise<{ config?: { ingress?: WireIngress[] } | null }>;
          update(id: string, params: OfAccount & { config: object }, o?: Options): Promise<unknown>;
        };
      };
    };
    access: {
      policies: Things;
      applications: Things;
    };
  };
}

export interface WireToken {
  id?: string;
  name?: string;
  status?: 'active' | 'disabled' | 'expired';
  condition?: object;
  policies?: { effect: 'allow' | 'deny'; permission_groups: { id: string }[]; resources: object }[];
}

/** API tokens of a user. */
interface UserTokens {
  verify(o?: Options): Promise<WireToken>;
  list(query: Page, o?: Options): Pages<WireToken>;
  get(id: string, o?: Options): Promise<WireToken>;
  create(params: NewToken, o?: Options): Promise<{ value?: string }>;
  delete(id: string, o?: Options): Promise<unknown>;
}

/** The same of an account. */
interface AccountTokens {
  verify(params: OfAccount, o?: Options): Promise<WireToken>;
  list(query: OfAccount & Page, o?: Options): Pages<WireToken>;
  get(id: string, params: OfAccount, o?: Options): Promise<WireToken>;
  create(params: OfAccount & NewToken, o?: Options): Promise<{ value?: string }>;
  delete(id: string, params: OfAccount, o?: Options): Promise<unknown>;
}

export interface NewToken {
  name: string;
  condition?: object;
  policies: {
    effect: 'allow' | 'deny';
    permission_groups: { id: string }[];
    resources: Record<string, string> | Record<string, Record<string, string>>;
  }[];
}

/** Access policies and applications: read as they come, with all fields. */
interface Things {
  list(query: OfAccount & Page, o?: Options): Pages<object>;
  create(params: OfAccount & object, o?: Options): Promise<unknown>;
  update(id: string, params: OfAccount & object, o?: Options): Promise<unknown>;
  delete(id: string, params: OfAccount, o?: Options): Promise<unknown>;
}
