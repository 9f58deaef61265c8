/** Stacks of the structure of public ones: with the lines that their owners have, and none for roost. */
import type { PublicStack } from './types';

const database = (service: string, name: string, user: string) => ({ service, database: name, user });

export const publicStacks: PublicStack[] = [
  {
    name: 'n8n',
    fleet: {
      service: 'n8n',
      port: 5678,
      data: { postgres: database('postgres', 'n8n', 'admin'), volumes: ['n8n_data'] },
    },
    change: {
      file: 'docker-compose.yml',
      from: 'DB_TYPE=postgresdb',
      to: 'DB_TYPE=postgresdb\n      - GENERIC_TIMEZONE=UTC',
      services: ['n8n'],
    },
  },
  {
    name: 'odoo',
    // The container's user has to read it.
    before: 'chmod 644 odoo_pg_pass',
    fleet: {
      service: 'web',
      data: { postgres: database('db', 'postgres', 'odoo'), volumes: ['odoo-web-data'] },
    },
    change: {
      file: 'config/odoo.conf',
      from: 'addons_path',
      to: 'limit_time_cpu = 600\naddons_path',
      services: [],
      seen: { service: 'web', command: 'grep -c limit_time /etc/odoo/odoo.conf', says: '1' },
    },
  },
  {
    name: 'vaultwarden',
    after: 'docker exec -u 0 vaultwarden sh -c "umask 077; echo key >/data/rsa_key.pem"',
    fleet: { service: 'vaultwarden', data: { folders: ['vw-data'] } },
    change: {
      file: 'compose.yaml',
      from: 'SIGNUPS_ALLOWED: "false"',
      to: 'SIGNUPS_ALLOWED: "true"',
      services: ['vaultwarden'],
    },
  },
  {
    name: 'traefik',
    before:
      'chmod 600 acme.json; docker network inspect proxy >/dev/null 2>&1 || docker network create proxy',
    fleet: { service: 'traefik', port: 8080, data: { folders: [] } },
    change: {
      file: 'docker-compose.yml',
      from: '      #- "--log.level=DEBUG"',
      to: '      - "--log.level=DEBUG"',
      services: ['traefik'],
    },
  },
  {
    name: 'frigate',
    fleet: { service: 'frigate', port: 8971, data: { folders: ['config', 'storage'] } },
    change: { file: 'docker-compose.yml', from: '"password"', to: '"longer"', services: ['frigate'] },
  },
  {
    name: 'pangolin',
    fleet: { service: 'pangolin', data: { folders: ['config'] } },
    change: {
      file: 'docker-compose.yml',
      from: '--reachableAt=http://gerbil:3004',
      to: '--reachableAt=http://gerbil:3003',
      services: ['gerbil'],
    },
  },
  {
    name: 'komodo',
    byHand: 'docker compose -p komodo -f ferretdb.compose.yaml --env-file compose.env up -d',
    fleet: {
      compose: ['ferretdb.compose.yaml'],
      envFiles: ['compose.env'],
      project: 'komodo',
      service: 'core',
      data: { postgres: database('postgres', 'postgres', 'admin'), volumes: ['ferretdb-state'] },
    },
    change: {
      file: 'ferretdb.compose.yaml',
      from: '- 9120:9120',
      to: '- 127.0.0.1:9120:9120',
      services: ['core'],
    },
  },
  {
    name: 'glitchtip',
    fleet: {
      service: 'web',
      data: { postgres: database('postgres', 'postgres', 'postgres'), volumes: ['uploads'] },
    },
    change: {
      file: 'compose.yml',
      from: 'PORT: 8000',
      to: 'PORT: 8000\n  GLITCHTIP_MAX_EVENT_LIFE_DAYS: 90',
      services: ['migrate', 'web', 'worker'],
    },
  },
  {
    name: 'chatwoot',
    fleet: {
      service: 'rails',
      data: {
        postgres: database('postgres', 'chatwoot', 'postgres'),
        volumes: ['storage_data', 'redis_data'],
      },
    },
    change: {
      file: 'docker-compose.yaml',
      from: "'-C', 'config/sidekiq.yml'",
      to: "'-C', 'config/sidekiq.yml', '-q', 'low'",
      services: ['sidekiq'],
    },
  },
  {
    name: 'dify',
    folder: 'docker',
    fleet: {
      compose: ['docker/docker-compose.yaml'],
      service: 'nginx',
      port: 80,
      data: { postgres: database('db_postgres', 'dify', 'postgres'), folders: ['docker/volumes/app'] },
    },
    change: {
      file: 'docker/docker-compose.yaml',
      from: 'MODE: worker',
      to: 'MODE: worker\n      CELERY_WORKER_AMOUNT: 4',
      services: ['worker'],
    },
  },
  {
    name: 'immich',
    fleet: {
      service: 'immich-server',
      data: { postgres: database('database', 'immich', 'postgres'), folders: ['library'] },
    },
    change: {
      file: 'docker-compose.yml',
      from: "'2283:2283'",
      to: "'127.0.0.1:2283:2283'",
      services: ['immich-server'],
    },
  },
  {
    name: 'paperless',
    fleet: {
      service: 'webserver',
      data: {
        postgres: database('db', 'paperless', 'paperless'),
        volumes: ['data', 'media'],
        folders: ['consume', 'export'],
      },
    },
    change: {
      file: 'docker-compose.env',
      from: 'deu+eng',
      to: 'deu+eng+fra',
      services: ['webserver'],
    },
  },
  {
    name: 'authentik',
    fleet: {
      service: 'server',
      port: 9000,
      data: { postgres: database('postgresql', 'authentik', 'authentik'), folders: ['media'] },
    },
    change: {
      file: 'docker-compose.yml',
      from: 'command: worker',
      to: 'command: worker --v',
      services: ['worker'],
    },
  },
  {
    name: 'nextcloud-aio',
    after:
      'for name in database redis; do docker run -d --restart unless-stopped --label com.docker.compose.project=nextcloud-aio --name nextcloud-aio-$name -v nextcloud_aio_$name:/data stub; done',
    fleet: {
      service: 'nextcloud-aio-mastercontainer',
      port: 8080,
      data: { volumes: ['nextcloud_aio_mastercontainer'] },
    },
    change: {
      file: 'compose.yaml',
      from: '    # environment:\n      # APACHE_PORT: 11000',
      to: '    environment:\n      APACHE_PORT: 11000',
      services: ['nextcloud-aio-mastercontainer'],
    },
    siblings: ['nextcloud-aio-database', 'nextcloud-aio-redis'],
  },
  {
    name: 'plausible',
    fleet: {
      service: 'plausible',
      data: {
        postgres: database('plausible_db', 'postgres', 'postgres'),
        volumes: ['event-data', 'plausible-data'],
      },
    },
    change: {
      file: 'compose.yml',
      from: 'community-edition:v2.1.3',
      to: 'community-edition:v2.1.4',
      services: ['plausible'],
    },
  },
  {
    name: 'supabase',
    fleet: {
      service: 'kong',
      port: 8000,
      data: { postgres: database('db', 'postgres', 'postgres'), folders: ['volumes/storage'] },
    },
    change: {
      file: 'docker-compose.yml',
      from: 'REGION: stub',
      to: 'REGION: other',
      services: ['storage'],
    },
  },
  {
    name: 'mailcow',
    before: 'ln -s mailcow.conf .env; mkdir -p data/assets/ssl',
    fleet: {
      service: 'nginx-mailcow',
      port: 80,
      data: { services: ['mysql-mailcow', 'redis-mailcow'], volumes: ['vmail-vol-1', 'mysql-vol-1'] },
    },
    change: {
      file: 'docker-compose.yml',
      from: 'OLEFY_BINDPORT=10055',
      to: 'OLEFY_BINDPORT=10056',
      services: ['olefy-mailcow'],
    },
  },
  {
    name: 'gitea',
    fleet: {
      service: 'server',
      port: 3000,
      data: { postgres: database('db', 'gitea', 'gitea'), folders: ['gitea'] },
    },
    change: {
      file: 'docker-compose.yml',
      from: 'gitea/gitea:1.24.3',
      to: 'gitea/gitea:1.24.4',
      services: ['server'],
    },
  },
  {
    name: 'mattermost',
    before:
      'mkdir -p volumes/app/mattermost/config volumes/app/mattermost/data volumes/app/mattermost/logs && sudo chown -R 2000:2000 volumes/app/mattermost',
    byHand: 'docker compose -f docker-compose.yml -f docker-compose.without-nginx.yml up -d',
    fleet: {
      compose: ['docker-compose.yml', 'docker-compose.without-nginx.yml'],
      service: 'mattermost',
      port: 8065,
      data: { postgres: database('postgres', 'mattermost', 'mmuser'), folders: ['volumes/app/mattermost'] },
    },
    change: {
      file: 'docker-compose.yml',
      from: 'pids_limit: 200',
      to: 'pids_limit: 220',
      services: ['mattermost'],
    },
  },
  {
    name: 'homelab',
    folder: 'stacks/media',
    before: 'mkdir -p /srv/stacks/homelab-media',
    fleet: {
      compose: ['stacks/media/compose.yaml'],
      service: 'jellyfin',
      data: { volumes: ['media'], folders: ['stacks/media/config'] },
    },
    change: {
      file: 'stacks/media/compose.yaml',
      from: 'keep: all',
      to: 'keep: some',
      services: [],
      seen: { service: 'indexer', command: 'grep keep /etc/rules.yml', says: 'keep: some' },
    },
  },
];

/** So many of them, the same for the same seed. */
export function sample(count: number, seed: number): PublicStack[] {
  const rest = [...publicStacks];
  let state = seed;
  const chosen: PublicStack[] = [];
  while (chosen.length < count && rest.length > 0) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    chosen.push(...rest.splice(state % rest.length, 1));
  }
  return chosen;
}
