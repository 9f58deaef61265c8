/**
 * Compared by the compiler: what roost and its fake take for Cloudflare's wire
 * shapes, with the official package's own types. It is a program of its own
 * (tsconfig.json): reading the package's types for every check would be slow.
 */
import type Cloudflare from 'cloudflare';
import type { RecordBatchParams, RecordCreateParams } from 'cloudflare/resources/dns/records';
import type { TokenCreateParams } from 'cloudflare/resources/user/tokens/tokens';
import type { ApplicationCreateParams } from 'cloudflare/resources/zero-trust/access/applications/applications';
import type { PolicyCreateParams } from 'cloudflare/resources/zero-trust/access/policies';
import type {
  CloudflaredCreateParams,
  CloudflaredEditParams,
} from 'cloudflare/resources/zero-trust/tunnels/cloudflared/cloudflared';
import type { ConfigurationUpdateParams } from 'cloudflare/resources/zero-trust/tunnels/cloudflared/configurations';
import type { z } from 'zod';
import type { Client } from '../../../src/cloudflare/wire';
import * as schemas from '../fake/schemas';

type Body<P> = P extends unknown ? Omit<P, 'account_id' | 'zone_id'> : never;

export const client = (official: Cloudflare): Client => official;

schemas.tunnelCreate satisfies z.ZodType<Body<CloudflaredCreateParams>>;
schemas.tunnelEdit satisfies z.ZodType<Body<CloudflaredEditParams>>;
schemas.batch satisfies z.ZodType<Body<RecordBatchParams>>;
schemas.policy satisfies z.ZodType<Body<PolicyCreateParams>>;
schemas.application satisfies z.ZodType<Body<ApplicationCreateParams>>;
schemas.token satisfies z.ZodType<Body<TokenCreateParams>>;
schemas.record satisfies z.ZodType<Body<RecordCreateParams>>;

// The package's type wants a hostname in each rule, which the last one must not have.
type WireConfig = Omit<ConfigurationUpdateParams.Config, 'ingress'> & {
  ingress: (Omit<ConfigurationUpdateParams.Config.Ingress, 'hostname'> & { hostname?: string })[];
};
schemas.configuration satisfies z.ZodType<{ config: WireConfig }>;
