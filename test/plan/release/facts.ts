/** Facts of a healthy app one commit behind its branch; tests change what they are about. */
import type { AppConfig, HostConfig } from '../../../src/fleet/file';
import type { DeployFacts } from '../../../src/plan/release/facts';

export const A = 'a'.repeat(40);
export const B = 'b'.repeat(40);

export const host: HostConfig = {
  name: 'hornbill',
  user: 'deploy',
  addresses: ['192.0.2.7'],
  hostKey: 'ssh-ed25519 AAAA',
  role: 'apps',
  proxy: {
    container: 'sgos-proxy',
    network: 'sgos',
    flags: '/srv/proxy/hornbill/flags',
    live: '/srv/proxy/hornbill/live',
    url: 'http://127.0.0.1:80',
  },
};

export const app: AppConfig = {
  name: 'phone',
  host: 'hornbill',
  contract: 'sgos',
  repository: '/srv/git/sgos-phone.git',
  branch: 'main',
  directory: '/srv/apps/sgos-phone',
  source: 'src',
  project: 'src',
  compose: ['docker-compose.yml'],
  domain: 'phone.sgos.example',
  service: 'app',
  container: 'sgos-phone-app',
  port: 8080,
  proxy: { switch: 'flag', drain: 10_000, network: 'sgos' },
  secrets: [{ source: '.env.sops', target: 'src/.env', format: 'dotenv' }],
  data: {
    postgres: { service: 'db', database: 'phone', user: 'phone' },
    services: [],
    folders: ['data'],
    sqlite: [],
    volumes: [],
  },
  health: { path: '/health', status: 200, json: { status: 'healthy' }, wait: 120_000 },
  settle: 10_000,
  releases: 3,
  strategy: 'auto',
  postdeploy: 'before start',
  scripts: {},
  push: { deploy: 'automatic', diverged: 'deploy', paths: [] },
  backup: {},
};

const container = (service: string) => ({
  id: `id-${service}`,
  name: `sgos-phone-${service}`,
  service,
  imageId: `sha256:${service}`,
  state: 'running',
  health: 'healthy',
  project: 'src',
  workingDir: '/srv/apps/sgos-phone/src',
});

export function facts(change: Partial<DeployFacts> = {}): DeployFacts {
  return {
    app,
    host,
    serving: { release: 4, commit: A, version: '1.0.0', slot: 'blue', project: 'src', image: 'sha256:app' },
    containers: [container('app'), container('db')],
    elsewhere: [],
    headOnHost: A,
    changedByHand: [],
    releases: [2, 3, 4].map((release) => ({ release, committed: true, dump: false })),
    changedServices: [],
    removedServices: [],
    target: { commit: B, subject: 'Answer faster', isHead: true },
    relation: 'ahead',
    commits: [{ commit: B, subject: 'Answer faster', migration: 'safe' }],
    commitCount: 1,
    migration: 'safe',
    leftMigration: 'none',
    contract: {
      problems: [],
      rollingObstacles: [],
      facts: { version: '1.1.0', migration: 'safe', scripts: { postdeploy: 'node migrate.js' } },
    },
    composeVersion: '2.26.1',
    leftFlag: false,
    personFlag: null,
    diskFreeBytes: 1e10,
    databaseBytes: null,
    gatheredAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}
