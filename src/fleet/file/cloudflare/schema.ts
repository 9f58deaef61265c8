import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { httpUrl } from '../host/schema';
import { secret } from '../notify/schema';
import { choice, list, named, section, text, whole } from '../values/fields';
import { namePattern, session } from './ingress';
import { decisions, recordTypes } from './types';

const id = (what: string, example: string, note?: string) => text(what, example, /^[0-9a-f-]{32,36}$/, note);

const isTrue = (description: string) =>
  z.literal(true, { error: 'should be true, or left away' }).meta({ description });

const rule = section(
  sentences(
    'a rule, a section with one of email, emailDomain, everyone, ip,',
    'group, serviceToken, anyServiceToken, loginMethod and country',
  ),
  {
    email: text('an e-mail address', 'anna@example.org', /^[^\s@]+@[^\s@]+$/).optional(),
    emailDomain: text('a domain', 'example.org', namePattern, 'Every address of that domain').optional(),
    everyone: isTrue('All people').optional(),
    ip: text('an address or a range', '192.0.2.0/24', /^[0-9a-fA-F.:]+(\/\d{1,3})?$/).optional(),
    group: id('the id of an Access group', '4f1c0a9b-7d3e-4c1f-8f1c-0a9b7d3e2c1f').optional(),
    serviceToken: id('the id of a service token', '4f1c0a9b-7d3e-4c1f-8f1c-0a9b7d3e2c1f').optional(),
    anyServiceToken: isTrue('All service tokens of the account').optional(),
    loginMethod: id('the id of an identity provider', '4f1c0a9b-7d3e-4c1f-8f1c-0a9b7d3e2c1f').optional(),
    country: text('two capital letters', 'DE', /^[A-Z]{2}$/).optional(),
  },
);

const policy = section('an Access policy, a section with include', {
  decision: choice(decisions, 'non_identity: for service tokens. Default allow').optional(),
  include: list('rules', rule, 'Of whom one is enough').min(1, {
    error: 'is empty; add a rule, such as { emailDomain: example.org }',
  }),
  exclude: list('rules', rule, 'Of whom none may apply').optional(),
  require: list('rules', rule, 'Of whom all must apply').optional(),
  session: session.optional(),
});

const record = section('a DNS record, a section with name, type and content', {
  name: text('a whole name of small letters', 'www.example.org', namePattern, 'With its zone'),
  type: choice(recordTypes, 'Type of the record'),
  content: text(
    'a value',
    '192.0.2.7',
    (value) => value.trim() === value && value !== '' && !/[\u0000-\u001f]/.test(value),
    'Of MX the server, of CAA flags, tag and value: 0 issue "ca.example"',
  ),
  ttl: whole('1 or a number from 60 to 86400', 300, 1, 86400, 'Seconds; 1: Cloudflare chooses. Default 1')
    .refine((value) => value === 1 || value >= 60, {
      error: 'should be 1 or a number from 60 to 86400, such as 300',
    })
    .optional(),
  proxied: z
    .boolean({ error: 'should be true or false' })
    .describe('Whether visitors reach Cloudflare in its place. Default false')
    .optional(),
  priority: whole('a number from 0 to 65535', 10, 0, 65535, 'Of MX').optional(),
});

export const cloudflareSchema = section('Cloudflare, a section with account, token and zones', {
  account: text('an account id of 32 digits', '4f1c0a9b7d3e2c1f4f1c0a9b7d3e2c1f', /^[0-9a-f]{32}$/),
  token: secret.meta({
    description: sentences(
      'By its name in secrets.file: an API token with Cloudflare Tunnel Write,',
      'DNS Write, Zone Read, and Access: Apps and Policies Write',
    ),
  }),
  zones: list(
    'domains',
    text('a domain', 'example.org', namePattern),
    'Zones of the account in which records may be written',
  ),
  records: list('DNS records', record, 'Records of no app and no host').optional(),
  policies: named('Access policies, each by its name', policy).optional(),
  api: httpUrl(
    'a URL',
    'http://127.0.0.1:8787',
    'Another address of the API, as of a test. Default https://api.cloudflare.com/client/v4',
  ).optional(),
});

export type CloudflareInput = z.infer<typeof cloudflareSchema>;
