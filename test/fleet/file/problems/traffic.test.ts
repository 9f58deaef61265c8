import { testSlips, type Slip } from './slips';

const slips: Slip[] = [
  [
    'rolling without a switch',
    'service: web',
    'service: web\n    strategy: rolling',
    '28 apps.wiki.strategy: needs proxy.switch: flag when it is rolling; add that, or write auto or recreate',
  ],
  [
    'a switch without a port',
    '    port: 8080\n',
    '',
    '13 apps.phone.port: is missing; add the port in the container, such as 8080, which proxy.switch needs',
  ],
  [
    'a switch without a proxy',
    'phone:\n    host: hornbill',
    'phone:\n    host: toucan',
    "19 apps.phone.proxy.switch: needs the proxy's folders; add hosts.toucan.proxy",
  ],
  [
    'a switch on a host that says it has no proxy',
    'proxy: { container: sgos-proxy, network: sgos, flags: /srv/flags, live: /srv/live }',
    'proxy: { kind: none }',
    "19 apps.phone.proxy.switch: needs the proxy's folders; add hosts.hornbill.proxy",
  ],
  [
    'folders of a proxy that is none',
    'container: sgos-proxy, network: sgos, flags',
    'kind: none, flags',
    '7 hosts.hornbill.proxy.flags: says something of a proxy, but kind is none; remove one of the two',
    '7 hosts.hornbill.proxy.live: says something of a proxy, but kind is none; remove one of the two',
    "19 apps.phone.proxy.switch: needs the proxy's folders; add hosts.hornbill.proxy",
  ],
  [
    'a kind of proxy that is not known',
    'container: sgos-proxy',
    'kind: haproxy, container: sgos-proxy',
    '7 hosts.hornbill.proxy.kind: should be one of: nginx, caddy, traefik, none',
  ],
  [
    'Caddy without its folders',
    'container: sgos-proxy, network: sgos, flags: /srv/flags, live',
    'kind: caddy, container: sgos-proxy, network: sgos, live',
    '7 hosts.hornbill.proxy.flags: is missing; add an absolute folder on the host, such as /srv/proxy/flags',
  ],
  [
    'Traefik with the folders of flags',
    'container: sgos-proxy',
    'kind: traefik, container: sgos-proxy',
    '7 hosts.hornbill.proxy.dynamic: is missing; add an absolute folder on the host, such as /srv/traefik/dynamic',
    '7 hosts.hornbill.proxy.flags: is not for traefik, which has dynamic; remove it',
    '7 hosts.hornbill.proxy.live: is not for traefik, which has dynamic; remove it',
  ],
  [
    'nginx with the folder of Traefik',
    'container: sgos-proxy',
    'dynamic: /srv/dynamic, container: sgos-proxy',
    '7 hosts.hornbill.proxy.dynamic: is for kind: traefik only; remove it',
  ],
  [
    'a health check nobody can ask',
    'service: web',
    'service: web\n    health: { json: { ok: true } }',
    '28 apps.wiki.health.json: is about an answer that is never asked for; add port, or write health.url',
  ],
  [
    'a TCP port and a status',
    'service: web',
    'service: web\n    health: { tcp: 5432, status: 200 }',
    '28 apps.wiki.health.status: is about HTTP and cannot be used with tcp; keep one of the two',
  ],
  [
    'a word that is no health check',
    'service: web',
    'service: web\n    health: off',
    '28 apps.wiki.health: should be none, or the health check, a section with path, tcp or url',
  ],
  [
    'url and path at once',
    'service: web',
    'service: web\n    health: { url: "https://w.example/", path: /h }',
    '28 apps.wiki.health.path: cannot be used with url; keep one of the two',
  ],
  [
    'a JSON field that is a section',
    '{ status: 200 }',
    '{ json: { a: { b: 1 } } }',
    '20 apps.phone.health.json.a: should be one value: a text, a number, true, false or null',
  ],
];

describe('a slip in proxy, strategy or health check', () => testSlips(slips));
