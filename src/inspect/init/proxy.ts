/** The proxy that was found on a host, as lines to write. Pure. */
import type { StackContainer, Stacks } from '../../host/stacks';
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';

/** Of an image's last part. */
const kinds: [RegExp, string][] = [
  [/^traefik(:|$)/, 'traefik'],
  [/^caddy(-[\w-]+)?(:|$)|^[\w-]+-caddy(:|$)/, 'caddy'],
  [/^(nginx|openresty)(-[\w-]+)?(:|$)/, 'nginx'],
];

const kindOf = ({ image }: StackContainer): string | undefined =>
  kinds.find(([pattern]) => pattern.test(image.split('/').at(-1) ?? ''))?.[1];

/** What to write for it, and how far it is known; none where domains come through nothing that was found. */
export function proxyTexts({ projects, routes }: Stacks): string[] {
  const front = projects
    .flatMap(({ containers }) => containers)
    .find((one) => kindOf(one) && one.published.some(({ port }) => port === 80 || port === 443));
  const labelled = projects.some(({ containers }) =>
    containers.some(({ labels }) => Object.keys(labels).some((key) => /^traefik\.http\.routers\./.test(key))),
  );
  const seen = [...new Set(routes.map(({ by }) => by as string).concat(labelled ? ['traefik'] : []))];
  const kind = (front && kindOf(front)) ?? seen[0];
  if (kind === undefined) return [];
  const files =
    kind === 'traefik' ? 'dynamic: /srv/proxy/dynamic' : 'flags: /srv/proxy/flags, live: /srv/proxy/live';
  const [network = 'NETWORK'] = front?.networks ?? [];
  const container = front?.name ?? 'CONTAINER';
  return [
    sentences(
      `Domains come through ${seen.length > 0 ? seen.join(' and ') : kind};`,
      'for the maintenance page and rolling deploys make the folders,',
      "mount them in the proxy's container and write (docs/proxy.md):",
    ),
    `\tproxy: { kind: ${kind}, container: ${container}, network: ${network}, ${files} }`,
    ...onlyIf(!front, 'The proxy is in no container that was found: roost works with one in a container.'),
  ];
}
