/** What hosts and apps have behind a tunnel. */
import type { z } from 'zod';
import { list, section, text } from '../values/fields';

/** A name in DNS, as it is asked for; the first label may be `*` or begin with `_`. */
export const namePattern =
  /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])$/;
const hostname = (note: string) =>
  text('a hostname of small letters', 'phone.example.org', namePattern, note);

const service = (note: string) =>
  text(
    'an address that cloudflared can ask, or http_status:CODE',
    'http://127.0.0.1:80',
    /^((https?|tcp|ssh|rdp|smb|unix|unix\+tls):\S+|http_status:[1-5]\d\d|hello_world)$/,
    note,
  );

export const session = text(
  'a duration as Cloudflare writes it',
  '24h',
  /^(\d+(\.\d+)?(ms|s|m|h))+$/,
  'How long a login is valid. Default 24h',
);

const access = list(
  'names of policies',
  text('the name of a policy under cloudflare.policies', 'staff', (value) => value !== ''),
  'Who may reach it, the first policy first. Default: no Access application, so that everyone may',
);

const path = text(
  'a pattern of paths',
  '^/api',
  (value) => value !== '' && !/\s/.test(value),
  'A regular expression. Default: all paths',
);

const ingress = section('a hostname of the tunnel, a section with hostname and service', {
  hostname: hostname('Gets a DNS record that leads to the tunnel'),
  path: path.optional(),
  service: service('What cloudflared on the host asks'),
  access: access.optional(),
  session: session.optional(),
});

/** Of one host. */
export const hostCloudflareSchema = section("the host's tunnel, a section with ingress and otherwise", {
  ingress: list('hostnames', ingress, "Further hostnames, before those of the host's apps").optional(),
  otherwise: service('What answers all other hostnames. Default http_status:404').optional(),
});

/** Of one app. */
export const appCloudflareSchema = section("the app's hostname, a section with service and access", {
  hostname: hostname("Default: the app's domain").optional(),
  path: path.optional(),
  service: service("What cloudflared on the host asks. Default: the url of the host's proxy").optional(),
  access: access.optional(),
  session: session.optional(),
});

export type HostCloudflareInput = z.infer<typeof hostCloudflareSchema>;
export type AppCloudflareInput = z.infer<typeof appCloudflareSchema>;
