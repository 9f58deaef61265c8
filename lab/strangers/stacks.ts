/** Ten projects of the kinds that are met: with git and without, of other tools, behind three proxies. */
import type { Stranger } from './types';

const image = 'registry:5000/shop:1';

interface Page {
  port?: number;
  published?: number;
  more?: string;
  title?: string;
}

const page = ({ port = 8080, published, more = '', title = 'page' }: Page): string =>
  [
    'services:',
    '  web:',
    `    image: ${image}`,
    '    command: [node, /app/main.js, page]',
    '    restart: unless-stopped',
    '    stop_grace_period: 2s',
    `    environment: { PORT: "${port}", TITLE: "${title}" }`,
    ...(published === undefined ? [] : [`    ports: ["${published}:${port}"]`]),
    more,
  ].join('\n');

/** As GlitchTip and many others publish it: an image with roles, PostgreSQL, Redis, a worker and an init service. */
export const shop: Stranger = {
  name: 'shop',
  folder: '/srv/stacks/shop',
  git: true,
  files: {
    '.gitignore': '.env\n',
    'compose.yml': `x-environment: &environment
  DATABASE_URL: postgres://shop:\${POSTGRES_PASSWORD}@postgres:5432/shop
  REDIS_URL: redis://redis:6379
  SECRET_KEY: \${SECRET_KEY}
x-depends: &depends
  postgres: { condition: service_started }
  redis: { condition: service_started }
services:
  postgres:
    image: registry:5000/postgres:17
    restart: unless-stopped
    environment: { POSTGRES_USER: shop, POSTGRES_DB: shop, POSTGRES_PASSWORD: "\${POSTGRES_PASSWORD}" }
    healthcheck: { test: [CMD, pg_isready, -U, shop], interval: 1s, start_period: 20s }
    volumes: [pg-data:/var/lib/postgresql/data]
  redis:
    image: registry:5000/redis:7
    restart: unless-stopped
  web:
    image: ${image}
    depends_on:
      migrate: { condition: service_completed_successfully }
      redis: { condition: service_started }
    environment: *environment
    ports: ["8101:8080"]
    restart: unless-stopped
    stop_grace_period: 2s
    volumes: [uploads:/uploads]
    healthcheck: { test: [CMD, curl, -fsS, "http://127.0.0.1:8080/_health/"], interval: 1s, start_period: 20s }
  worker:
    image: ${image}
    command: [node, /app/main.js, worker]
    depends_on:
      migrate: { condition: service_completed_successfully }
    environment: *environment
    restart: unless-stopped
    stop_grace_period: 2s
    volumes: [uploads:/uploads]
  migrate:
    image: ${image}
    command: [node, /app/main.js, migrate]
    depends_on:
      postgres: { condition: service_healthy }
    environment: *environment
volumes:
  pg-data:
  uploads:
`,
  },
  beside: { '.env': 'POSTGRES_PASSWORD=none-of-your-business\nSECRET_KEY=f3d1c5\n' },
};

/** A folder that somebody made by hand in Dockge: no git, an env file, data beside the Compose file. */
export const wiki: Stranger = {
  name: 'wiki',
  folder: '/opt/stacks/wiki',
  files: {
    'compose.yaml': page({ published: 8102, title: '${TITLE}', more: '    volumes: ["./data:/data"]\n' }),
    'data/first.md': '# Welcome\n',
  },
  beside: { '.env': 'TITLE=MyWiki\n' },
};

/** Built on the host, behind nginx. */
export const blog: Stranger = {
  name: 'blog',
  folder: '/srv/stacks/blog',
  git: true,
  files: {
    Dockerfile: `FROM ${image}\nENV TITLE=blog\nCMD ["node", "/app/main.js", "page"]\n`,
    'docker-compose.yml': `services:
  app:
    build: .
    ports: ["127.0.0.1:8103:8080", "8113:8080"]
    restart: unless-stopped
    stop_grace_period: 2s
`,
  },
};

export const three: Stranger[] = [shop, wiki, blog];

const gist: Stranger = {
  name: 'gist',
  folder: '/etc/komodo/stacks/gist',
  git: true,
  files: {
    '.gitignore': '.env\n',
    'compose.yaml': page({ published: 8104, more: '    volumes: ["data:/data"]\nvolumes: { data: }\n' }),
  },
  beside: { '.env': 'A=1\n' },
  up: '--project-name gist --env-file .env up -d',
};

const traefik = [
  '    labels:',
  '      - traefik.enable=true',
  '      - traefik.http.routers.store-ab12.rule=Host(`store.example.org`) || Host(`www.store.example.org`)',
  '      - traefik.http.services.store-ab12.loadbalancer.server.port=3000',
  '      - traefik.http.middlewares.auth.basicauth.users=me:$$2y$$05$$secret',
  '',
].join('\n');

const store: Stranger = {
  name: 'store-ab12',
  folder: '/etc/dokploy/compose/store-ab12/code',
  git: true,
  files: { '.gitignore': '.env\n', 'docker-compose.yml': page({ port: 3000, more: traefik }) },
  beside: { '.env': 'A=1\n' },
  up: '-p store-ab12 -f ./docker-compose.yml up -d --build --remove-orphans',
};

const status: Stranger = {
  name: 'hk4c0ggk8w0ocs4s0',
  folder: '/data/coolify/services/hk4c0ggk8w0ocs4s0',
  files: {
    'docker-compose.yml': page({
      port: 3001,
      more: '    labels: { coolify.managed: "true", coolify.resourceName: "Uptime status" }\n    volumes: [status-data:/data]\nvolumes: { status-data: }\n',
    }),
  },
  beside: { '.env': 'A=1\n' },
};

const caddyd: Stranger = {
  name: 'photos',
  folder: '/srv/stacks/photos',
  git: true,
  files: {
    'docker-compose.yml': page({
      published: 8105,
      more: '    volumes: ["./library:/data", "/srv/media:/media"]\n',
    }),
  },
};

/** Nothing but a database. */
const data: Stranger = {
  name: 'data',
  folder: '/srv/stacks/data',
  git: true,
  files: {
    'compose.yaml': `services:
  db:
    image: registry:5000/postgres:17
    environment: { POSTGRES_USER: stats, POSTGRES_DB: metrics, POSTGRES_PASSWORD: x }
    healthcheck: { test: [CMD, pg_isready, -U, stats], interval: 1s }
    volumes: ["pg:/var/lib/postgresql/data"]
volumes: { pg: }
`,
  },
};

/** Nothing that listens. */
const feeder: Stranger = {
  name: 'feeder',
  folder: '/srv/stacks/feeder',
  git: true,
  files: {
    'compose.yaml': `services:
  feeder:
    image: registry:5000/roost-base:1
    command: [sleep, infinity]
    init: true
    stop_grace_period: 1s
`,
  },
};

/** A repository of many stacks, of which one runs here. */
const lists: Stranger = {
  name: 'lists',
  folder: '/srv/stacks/homelab',
  at: 'stacks/lists',
  git: true,
  files: { 'stacks/lists/compose.yaml': page({ published: 8106 }), 'README.md': 'All my stacks\n' },
};

export const ten: Stranger[] = [...three, gist, store, status, caddyd, data, feeder, lists];

export const nginxSite = `server {
  listen 80;
  server_name blog.example.org;
  location / { proxy_pass http://127.0.0.1:8103; }
}
`;

export const caddyfile = `{
  email me@example.org
}
photos.example.org {
  basic_auth {
    me $2a$14$secret
  }
  reverse_proxy localhost:8105
}
`;
