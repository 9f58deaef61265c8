import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { searchAttributes } from '../src/protocol/names';
import { retentionDays } from '../src/temporal/namespace';
import { tools } from '../src/tools';

interface Service {
  image: string;
  build?: string;
  restart: string;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  entrypoint?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const root = join(__dirname, '..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const file = parse(read('docker-compose.temporal.yml'), { merge: true });
const services: Record<string, Service> = file.services;
const named = Object.entries(services);
const oneShots = named.filter(([, service]) => service.restart === 'no').map(([name]) => name);

test('every image is pinned to a full version', () => {
  for (const [, { image }] of named) expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
});

test('server and schema tool are of one version, which is the one that the cluster test runs', () => {
  const version = tools['temporal-server'].version;
  expect(tools['temporal-sql-tool'].version).toBe(version);
  expect(services.temporal?.image).toBe(`temporalio/server:${version}`);
  for (const name of ['schema', 'namespace'])
    expect(services[name]?.image).toBe(`temporalio/admin-tools:${version}`);
});

test('ports are published on the loopback only, and the database not at all', () => {
  const published = named.flatMap(([, { ports = [] }]) => ports);
  expect(published.sort()).toEqual(['127.0.0.1:7233:7233', '127.0.0.1:8080:8080']);
  expect(services.postgres?.ports).toBeUndefined();
});

test('state is in named volumes', () => {
  expect(services.postgres?.volumes).toEqual(['postgres:/var/lib/postgresql/data']);
  expect(Object.keys(file.volumes).sort()).toEqual(['postgres', 'worker-state']);
});

test('the password comes from a file that has to be named, and stands nowhere', () => {
  expect(file.secrets.postgres_password.file).toMatch(/^\$\{ROOST_POSTGRES_PASSWORD_FILE:\?/);
  const users = named
    .filter(([, { secrets }]) => secrets?.includes('postgres_password'))
    .map(([name]) => name);
  expect(users.sort()).toEqual(['postgres', 'schema', 'temporal']);
  const variables = named.flatMap(([, { environment = {} }]) => Object.keys(environment));
  expect(variables.filter((name) => /PASSWORD|PWD|SECRET/.test(name))).toEqual(['POSTGRES_PASSWORD_FILE']);
});

test('each service waits for what it needs', () => {
  const waits = Object.fromEntries(
    named.map(([name, { depends_on = {} }]) => [
      name,
      Object.entries(depends_on).map(([on, { condition }]) => `${on} ${condition}`),
    ]),
  );
  expect(waits).toEqual({
    postgres: [],
    schema: ['postgres service_healthy'],
    temporal: ['schema service_completed_successfully'],
    namespace: ['temporal service_healthy'],
    ui: ['temporal service_healthy'],
    worker: ['namespace service_completed_successfully'],
  });
});

test('what stays up has a health check and restarts; what runs once ends', () => {
  expect(oneShots).toEqual(['schema', 'namespace']);
  for (const [name, { healthcheck, restart }] of named) {
    if (oneShots.includes(name)) continue;
    expect({ name, healthcheck }).toEqual({
      name,
      healthcheck: expect.objectContaining({ test: expect.any(Array) }),
    });
    expect(restart).toBe('unless-stopped');
  }
});

test('the scripts that it mounts are there, and agree with the code', () => {
  for (const script of named.flatMap(([, { entrypoint = [] }]) =>
    entrypoint.filter((arg) => arg.startsWith('/roost/')),
  )) {
    expect(existsSync(join(root, script.replace('/roost', 'deploy/temporal')))).toBe(true);
  }
  const [, attributes] = /^attributes='(.*)'$/m.exec(read('deploy/temporal/namespace.sh')) ?? [];
  expect(attributes?.split(' ')).toEqual([...searchAttributes]);
  expect(services.namespace?.environment?.RETENTION).toBe(`${retentionDays * 24}h`);
});

test('the worker image is ours, runs as nobody special, and ends in time to hand over', () => {
  const dockerfile = read('Dockerfile');
  expect(services.worker?.build).toBe('.');
  expect(dockerfile).toMatch(/^ARG BASE=debian:\w+-slim$/m);
  expect(dockerfile.lastIndexOf('\nUSER roost')).toBeGreaterThan(dockerfile.lastIndexOf('\nFROM '));
  expect(services.worker?.image).toBe(`roost-worker:${JSON.parse(read('package.json')).version}`);
});
