import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { hostCloudflareSchema } from '../cloudflare/ingress';
import { provisionSchema } from '../provision/schema';
import { choice, list, section, text } from '../values/fields';
import { isAbsolute, isLocalFile } from '../values/paths';
import { hostKeyProblem } from './host-key';
import { proxyKinds } from './types';

/** `host`, `host:port` or `[v6]:port`. */
export const addressPattern = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]+\])(:[1-9]\d{0,4})?$/;

const address = text('an address with or without a port', '192.0.2.7:22', addressPattern);
export const userPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const user = text('an SSH user', 'deploy', userPattern);
const folder = (example: string, note: string) =>
  text('an absolute folder on the host', example, isAbsolute, note);
const dockerName = (what: string, example: string) => text(what, example, /^[A-Za-z0-9][A-Za-z0-9_.-]*$/);

export const httpUrl = (what: string, example: string, note: string) => text(what, example, isPlainUrl, note);

/** An http(s) URL that carries no password: the fleet file is committed. */
function isPlainUrl(value: string): boolean {
  if (!/^https?:\/\/[^\s]+$/.test(value) || !URL.canParse(value)) return false;
  const { username, password, hash } = new URL(value);
  return username + password + hash === '';
}

const hostKey = z
  .string({
    error: (issue) =>
      sentences(
        `${issue.input === undefined ? 'is missing; add' : 'should be'} the host's public key,`,
        'such as ssh-ed25519 AAAA…; `ssh-keyscan HOST` prints it',
      ),
  })
  .superRefine((value, context) => {
    const message = hostKeyProblem(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({
    description: sentences(
      "The host's public key, pinned: `ssh-keyscan HOST` prints it.",
      "Compare it with the host's own /etc/ssh/*.pub",
    ),
    examples: ['ssh-ed25519 AAAA…'],
  });

/** Which of these a kind needs is in check.ts. */
const proxy = section("the host's reverse proxy, a section with kind, container, network, flags and live", {
  kind: choice(
    proxyKinds,
    sentences(
      'What the proxy is.',
      'none: the host has none, so there is no maintenance page and no rolling deploy. Default nginx',
    ),
  ).optional(),
  container: dockerName("the proxy container's name", 'sgos-proxy').optional(),
  network: dockerName('the external Docker network shared with the apps', 'sgos').optional(),
  flags: folder(
    '/srv/proxy/flags',
    'Folder of the maintenance flags (APP.flag, global.flag), absolute on the host. For nginx and caddy',
  ).optional(),
  live: folder(
    '/srv/proxy/live',
    'Folder of the switches (APP.blue, APP.green), absolute on the host. For nginx and caddy',
  ).optional(),
  dynamic: folder(
    '/srv/traefik/dynamic',
    'Folder that the file provider of traefik watches, absolute on the host: roost writes its files there',
  ).optional(),
  maintenance: httpUrl(
    'a URL without a path',
    'http://maintenance:8080',
    sentences(
      'What traefik shows in maintenance, as the proxy reaches it; it should answer 503.',
      'Without it traefik answers 502',
    ),
  ).optional(),
  url: httpUrl(
    'a URL without a path',
    'http://127.0.0.1:80',
    'Where the proxy answers on the host itself. Default http://127.0.0.1:80',
  ).optional(),
  probe: httpUrl(
    'a URL without a path',
    'http://127.0.0.1:8079',
    sentences(
      'An address inside the proxy container that forwards to the slot named in the header X-Slot;',
      'of traefik its entry point roost.',
      'Without it a new slot is requested directly, not through the proxy',
    ),
  ).optional(),
  config: folder(
    '/srv/proxy/config',
    "Folder of the proxy's configuration, absolute on the host: kept with the backup of every app behind it",
  ).optional(),
});

export const hostSchema = section('a host, a section with user, addresses and hostKey', {
  sshConfig: text(
    'a Host entry of ~/.ssh/config',
    'toucan',
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'Take user, address and key from this Host entry of ~/.ssh/config; keys written here take precedence',
  ).optional(),
  user: user.optional(),
  addresses: list('addresses', address, 'Tried in order: the usual one first, the emergency one last')
    .min(1, { error: 'is empty; add an address, such as 192.0.2.7:22' })
    .optional(),
  hostKey,
  key: text(
    'a private key file',
    '~/.ssh/id_ed25519',
    isLocalFile,
    'Private key file on the control host; without it the SSH agent is used',
  ).optional(),
  passphraseFile: text(
    'a file with the passphrase',
    '~/.ssh/passphrase',
    isLocalFile,
    "File with the key's passphrase, never the passphrase",
  ).optional(),
  role: choice(['apps', 'control'], 'What the host is for. Default apps').optional(),
  proxy: proxy.optional(),
  cloudflare: hostCloudflareSchema.optional(),
  provision: provisionSchema.optional(),
});

export type HostInput = z.infer<typeof hostSchema>;
