import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { httpUrl } from '../host/schema';
import { secret } from '../notify/schema';
import { choice, duration, list, section, text, whole } from '../values/fields';
import { isInside } from '../values/paths';

const diverged = () =>
  choice(
    ['deploy', 'refuse'],
    'A head beside or behind the serving commit, as after a force-push. Default deploy',
  );

const heads = z
  .union([duration('5m', 'How often'), z.literal('off')], {
    error: 'should be a duration with its unit, at most 168h, such as 5m; or off',
  })
  .meta({
    description: sentences(
      "How often the heads of the apps' branches are compared with the serving commits,",
      'to find pushes whose delivery never came; or off. Default 5m',
    ),
    examples: ['5m', 'off'],
  });

/** Of the whole fleet. */
export const pushSchema = section('what pushes do, a section with heads and diverged', {
  heads: heads.optional(),
  diverged: diverged().optional(),
});

/** Of one app. */
export const appPushSchema = section(
  'what a push to the branch does, a section with deploy, diverged and paths',
  {
    deploy: choice(
      ['automatic', 'manual'],
      'manual: only `roost deploy` deploys this app. Default automatic',
    ).optional(),
    diverged: diverged().optional(),
    paths: list(
      'files and folders',
      text('a file or folder in the repository', 'stacks/site', (value) => isInside(value) && value !== '.'),
      sentences(
        'For stacks that share one repository: a push that changes nothing in these is ignored.',
        'Default: the folders of the Compose files under compose, where nothing in them leads out of them;',
        'else every push counts',
      ),
    ).optional(),
  },
);

/** An IP address, v4 or v6. */
const ip = (what: string, example: string, note?: string) =>
  text(what, example, /^(\d{1,3}(\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/, note);

const ui = section(
  "Temporal's UI for a proxy that knows who is logged in, a section with address, port and identity",
  {
    address: ip(
      'an IP address of this machine',
      '127.0.0.1',
      'Where it listens. Default 127.0.0.1, wherever the gateway itself listens',
    ).optional(),
    port: whole('a port from 0 to 65535', 8471, 0, 65535, 'Default 8471; 0: any free one').optional(),
    url: httpUrl(
      'a URL without a path',
      'https://temporal.example',
      sentences(
        'Where browsers reach it through the proxy.',
        'Without it only requests for localhost or an IP address are answered',
      ),
    ).optional(),
    identity: text(
      'the name of a header',
      'Cf-Access-Authenticated-User-Email',
      /^[A-Za-z0-9-]+$/,
      sentences(
        'The proxy names the person in this header.',
        'A client that reaches this port directly can set it too:',
        'with Cloudflare Access, write access instead',
      ),
    ).optional(),
    access: section('a section with team and audience', {
      team: httpUrl(
        'the address of the team',
        'https://sgos.cloudflareaccess.com',
        'Its keys verify the token that Cloudflare Access sends with each request',
      ),
      audience: text(
        'the AUD tag of the application',
        '4f1c0a9b7d3e2c1f4f1c0a9b7d3e2c1f4f1c0a9b7d3e2c1f4f1c0a9b7d3e2c1f',
        /^[0-9a-f]{16,128}$/,
        'Cloudflare shows it with the application',
      ),
    })
      .meta({
        description:
          'Cloudflare Access before it: the token of each request is verified, in place of identity',
      })
      .optional(),
  },
);

export const gatewaySchema = section('the gateway, a section with address, port, url, tunnel and ui', {
  address: ip('an IP address of this machine', '127.0.0.1', 'Where it listens. Default 127.0.0.1').optional(),
  port: whole('a port from 0 to 65535', 8470, 0, 65535, 'Default 8470; 0: any free one').optional(),
  url: httpUrl(
    'a URL without a path',
    'https://hooks.example',
    'Its public address, as `roost webhook url` prints it',
  ).optional(),
  tunnel: list(
    'IP addresses',
    ip('an IP address', '127.0.0.1'),
    'Addresses of the tunnel as the gateway sees them: CF-Connecting-IP is trusted only from these',
  ).optional(),
  ui: ui.optional(),
});

const server = section('a section with token', { token: secret });

/** Commit statuses at servers other than github.com, whose token is GITHUB_TOKEN of secrets.file. */
export const githubSchema = section('GitHub Enterprise Servers, a section with servers', {
  servers: z
    .record(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/), server, {
      error:
        'should be servers, each by its host, such as github.acme.example: { token: { secret: ACME_TOKEN } }',
    })
    .meta({
      description: sentences(
        'GitHub Enterprise Servers by host, each with a token of its own:',
        'commit statuses are written there.',
        'GITHUB_TOKEN goes to github.com only',
      ),
    }),
});

export type GitHubInput = z.infer<typeof githubSchema>;
export type PushInput = z.infer<typeof pushSchema>;
export type GatewayInput = z.infer<typeof gatewaySchema>;
