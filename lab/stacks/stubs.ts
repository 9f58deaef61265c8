/** What stands for the public images: ports, volumes, health checks and users as those have them. */
import type { Stub } from './types';

const postgres: Stub = { postgres: true, volumes: ['/var/lib/postgresql/data'] };

/** The first that is part of the image's name counts; any other image only waits. */
const stubs: [part: string, stub: Stub][] = [
  [
    'library/postgres:18',
    {
      postgres: true,
      volumes: ['/var/lib/postgresql'],
      env: { PGDATA: '/var/lib/postgresql/18/docker' },
    },
  ],
  ['immich-app/postgres', { ...postgres, check: true }],
  ['postgres-meta', { ports: [8080] }],
  ['postgrest', { ports: [3000] }],
  ['postgres', postgres],
  ['pgvector', postgres],
  ['ferretdb/ferretdb', { ports: [27017], volumes: ['/state'] }],
  ['library/redis', { ports: [6379], volumes: ['/data'] }],
  ['valkey', { ports: [6379], volumes: ['/data'] }],
  ['library/mariadb', { ports: [3306], volumes: ['/var/lib/mysql'] }],
  ['clickhouse', { ports: [8123, 9000], volumes: ['/var/lib/clickhouse'] }],
  ['busybox', { once: '*' }],
  ['n8nio/n8n', { ports: [5678], user: '1000' }],
  ['odoo', { ports: [8069], volumes: ['/var/lib/odoo', '/mnt/extra-addons'], user: '101' }],
  ['vaultwarden', { ports: [80], volumes: ['/data'], check: true }],
  ['library/traefik', { ports: [80, 443, 8080] }],
  ['traefik/whoami', { ports: [80] }],
  ['frigate', { ports: [8971, 8554, 8555], check: true }],
  ['fosrl/pangolin', { ports: [3001], check: true }],
  ['fosrl/gerbil', { ports: [3004] }],
  ['komodo-core', { ports: [9120] }],
  ['komodo-periphery', { ports: [8120] }],
  ['glitchtip', { ports: [8000], once: '*migrate*' }],
  ['chatwoot', { ports: [3000], workdir: '/app' }],
  ['dify-api', { ports: [5001] }],
  ['dify-web', { ports: [3000] }],
  ['dify-sandbox', { ports: [8194] }],
  ['ubuntu/squid', { ports: [3128], volumes: ['/var/log/squid', '/var/spool/squid'] }],
  ['library/nginx', { ports: [80, 443] }],
  ['weaviate', { ports: [8080] }],
  ['immich-server', { ports: [2283], check: true }],
  ['immich-machine-learning', { ports: [3003], check: true }],
  ['paperless-ngx', { ports: [8000], check: true, volumes: ['/usr/src/paperless/data'] }],
  ['gotenberg', { ports: [3000], check: true }],
  ['apache/tika', { ports: [9998] }],
  ['goauthentik/server', { ports: [9000, 9443], check: true }],
  ['all-in-one', { ports: [80, 8080, 8443], check: true }],
  ['aio-', { ports: [11000] }],
  ['plausible', { ports: [8000], user: '999' }],
  ['supabase/studio', { ports: [3000], check: true }],
  ['library/kong', { ports: [8000, 8443] }],
  ['gotrue', { ports: [9999] }],
  ['realtime', { ports: [4000] }],
  ['storage-api', { ports: [5000] }],
  ['imgproxy', { ports: [5001] }],
  ['edge-runtime', { ports: [9000] }],
  ['logflare', { ports: [4000] }],
  ['timberio/vector', { ports: [9001] }],
  ['mailcow/unbound', { ports: [8953], check: true }],
  ['mailcow/nginx', { ports: [80, 443] }],
  ['mailcow/phpfpm', { ports: [9000] }],
  ['mailcow/dovecot', { ports: [143, 993, 12345] }],
  ['mailcow/postfix', { ports: [25, 587] }],
  ['mailcow/clamd', { ports: [3310], check: true }],
  ['gitea/gitea', { ports: [3000, 22], volumes: ['/data'] }],
  ['mattermost', { ports: [8065, 8443], check: true, user: '2000' }],
  ['jellyfin', { ports: [8096], volumes: ['/config'] }],
  ['sonarr', { ports: [8989], volumes: ['/config'] }],
  ['gluetun', { ports: [9999], check: true }],
];

/** `docker.io/library/postgres:16` for `postgres:16`: by this name a registry is asked. */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hosted = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hosted ? rest.join('/') : image;
  const host = hosted ? first : 'docker.io';
  return `${host}/${host === 'docker.io' && !path.includes('/') ? 'library/' : ''}${path}`;
}

export const stubOf = (image: string): Stub =>
  stubs.find(([part]) => fullName(image).includes(part))?.[1] ?? {};

/** Instructions of `docker commit --change`. */
export function changesOf(image: string): string[] {
  const { ports = [], postgres: isPostgres, once, check, volumes = [], user, env, workdir } = stubOf(image);
  const variables = {
    ...env,
    STUB_PORTS: ports.join(' '),
    STUB_ONCE: once ?? '',
    STUB_KIND: isPostgres ? 'postgres' : '',
  };
  return [
    `LABEL stub="${image}"`,
    ...Object.entries(variables).map(([name, value]) => `ENV ${name}="${value}"`),
    ...(volumes.length > 0 ? [`VOLUME ${JSON.stringify(volumes)}`] : []),
    ...(check ? ['HEALTHCHECK --interval=5s --start-period=30s CMD tool'] : []),
    ...(isPostgres ? ['STOPSIGNAL SIGINT'] : []),
    ...(user ? [`USER ${user}`] : []),
    ...(workdir ? [`WORKDIR ${workdir}`] : []),
  ];
}
