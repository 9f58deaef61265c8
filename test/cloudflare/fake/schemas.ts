/**
 * The bodies that the API takes, strict: an unknown key is refused. Each is
 * checked by the compiler against the package's own type of that body.
 */
import { z } from 'zod';

const secret = z.base64().min(44);

export const tunnelCreate = z.strictObject({
  name: z.string().min(1).max(100),
  config_src: z.enum(['local', 'cloudflare']).optional(),
  tunnel_secret: secret.optional(),
});

export const tunnelEdit = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  tunnel_secret: secret.optional(),
});

const ingressRule = z.strictObject({
  hostname: z.string().optional(),
  path: z.string().optional(),
  service: z.string().min(1),
  originRequest: z.looseObject({}).optional(),
});

const config = z.looseObject({
  ingress: z.array(ingressRule).min(1),
  originRequest: z.looseObject({}).optional(),
});

export const configuration = z.strictObject({ config });

const common = {
  name: z.string().min(1),
  ttl: z.union([z.literal(1), z.int().min(60).max(86400)]),
  comment: z.string().max(100).optional(),
  tags: z.array(z.string()).optional(),
};
const proxied = z.boolean().optional();
const content = z.string().min(1);

const recordBody = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('A'), content, proxied }),
  z.strictObject({ ...common, type: z.literal('AAAA'), content, proxied }),
  z.strictObject({ ...common, type: z.literal('CNAME'), content, proxied }),
  z.strictObject({ ...common, type: z.literal('TXT'), content }),
  z.strictObject({ ...common, type: z.literal('MX'), content, priority: z.int().min(0).max(65535) }),
  z.strictObject({
    ...common,
    type: z.literal('CAA'),
    data: z.strictObject({ flags: z.int(), tag: z.string(), value: z.string() }),
  }),
]);

/** Of a creation, a change and a batch alike. */
export const record = recordBody;

export type RecordBody = z.infer<typeof recordBody>;

/** A change may name what stays only as far as these three. */
export const recordEdit = z.looseObject({ name: common.name, ttl: common.ttl, type: z.string() });

export const batch = z.strictObject({
  deletes: z.array(z.strictObject({ id: z.string() })).optional(),
  posts: z.array(recordBody).optional(),
});

const accessRule = z.union([
  z.strictObject({ email: z.strictObject({ email: z.email() }) }),
  z.strictObject({ email_domain: z.strictObject({ domain: z.string() }) }),
  z.strictObject({ everyone: z.strictObject({}) }),
  z.strictObject({ ip: z.strictObject({ ip: z.string() }) }),
  z.strictObject({ group: z.strictObject({ id: z.string() }) }),
  z.strictObject({ service_token: z.strictObject({ token_id: z.string() }) }),
  z.strictObject({ any_valid_service_token: z.strictObject({}) }),
  z.strictObject({ login_method: z.strictObject({ id: z.string() }) }),
  z.strictObject({ geo: z.strictObject({ country_code: z.string().length(2) }) }),
]);

const policyFields = {
  name: z.string().min(1),
  decision: z.enum(['allow', 'deny', 'non_identity', 'bypass']),
  include: z.array(accessRule).min(1),
  exclude: z.array(accessRule).optional(),
  require: z.array(accessRule).optional(),
  session_duration: z.string().optional(),
};

export const policy = z.strictObject({
  ...policyFields,
  purpose_justification_required: z.boolean().optional(),
});

export type PolicyBody = z.infer<typeof policy>;

const link = z.strictObject({ id: z.string(), precedence: z.int().min(1).optional() });
const inline = z.strictObject({ id: z.string().optional(), precedence: z.int().optional(), ...policyFields });

export const application = z.strictObject({
  type: z.literal('self_hosted'),
  name: z.string().min(1),
  domain: z.string().min(1),
  session_duration: z.string().optional(),
  policies: z.array(z.union([link, inline])).optional(),
  allowed_idps: z.array(z.string()).optional(),
  app_launcher_visible: z.boolean().optional(),
});

export type ApplicationBody = z.infer<typeof application>;

export const token = z.strictObject({
  name: z.string().min(1),
  policies: z
    .array(
      z.strictObject({
        effect: z.enum(['allow', 'deny']),
        permission_groups: z.array(z.strictObject({ id: z.string() })).min(1),
        resources: z.record(z.string(), z.string()),
      }),
    )
    .min(1),
  expires_on: z.string().optional(),
});
