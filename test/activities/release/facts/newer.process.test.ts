/**
 * What a plan with --pull asks: a Docker daemon's own answer, over
 * its socket, with the logins of the fleet.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../../../src/activities/app/site';
import { newerImages } from '../../../../src/activities/release/facts/newer';
import type { RunningContainer } from '../../../../src/plan/release/facts';
import { wiki } from '../../../fleet/contract/sample';

let folder: string;
let daemon: Server;
const asked: Record<string, unknown> = {};
const digest = (of: string): string => `sha256:${of.repeat(64)}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-newer-'));
  mkdirSync(join(folder, 'bin'));
  const docker = `#!/bin/sh
case "$1 $2" in
'context inspect') echo unix://${folder}/docker.sock ;;
'image inspect')
  case $5 in gone:1) exit 1 ;; esac
  case $4 in '{{.Id}}') echo "id of $5" ;; *) echo "$5@${digest('a')}" ;; esac ;;
esac
`;
  writeFileSync(join(folder, 'bin/docker'), docker);
  chmodSync(join(folder, 'bin/docker'), 0o755);
  daemon = createServer(({ url = '', headers }, response) => {
    asked[url] = headers['x-registry-auth'];
    const same = /same|stale/.test(url);
    response.end(
      /denied/.test(url)
        ? '{"message":"unauthorized: authentication required"}'
        : JSON.stringify({ Descriptor: { digest: digest(same ? 'a' : 'b') } }),
    );
  }).listen(join(folder, 'docker.sock'));
  await new Promise((resolve) => daemon.once('listening', resolve));
});
afterAll(() => {
  daemon.close();
  rmSync(folder, { recursive: true });
});

/** Not `spawnSync`: the daemon is this process. */
const exec = (argv: string[], { input = '' } = {}) =>
  new Promise((resolve) => {
    const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` };
    const child = spawn(argv[0]!, argv.slice(1), { env });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.on('close', (code) => resolve({ code, stdout, stderr: '' }));
    child.stdin.end(input);
  });

test('names the images that are others by now, and asks of data services nothing', async () => {
  const site = {
    app: { ...wiki, data: { ...wiki.data, postgres: undefined, services: ['db'] } },
    fleet: { registries: { 'r.example': { user: 'deploy', password: 'TOKEN' } }, secrets: {} },
    host: { name: 'hornbill', exec, scrub: (text: string) => text },
  } as unknown as Site;
  const deps = { controlSecret: async () => 'pass?~ÿ', redactor: { of: () => ({ add: () => {} }) } };
  const services = {
    web: { image: 'r.example/web:1' },
    same: { image: 'same:1' },
    stale: { image: 'stale:1' },
    gone: { image: 'gone:1' },
    denied: { image: 'denied:1' },
    own: { image: 'shop:1', build: { context: '.' } },
    worker: { image: 'shop:1' },
    db: { image: 'postgres:17' },
  };
  const runs = (service: string, imageId: string) =>
    ({ service, imageId, state: 'running' }) as RunningContainer;
  const containers = [runs('same', 'id of same:1'), runs('stale', 'an older one')];
  const found = await newerImages(deps as never, site, services, containers);
  expect(found).toEqual({
    newer: [
      { service: 'web', image: 'r.example/web:1', digest: digest('b') },
      { service: 'stale', image: 'stale:1', digest: digest('a') },
      { service: 'gone', image: 'gone:1', digest: digest('b') },
    ],
    unknown: [{ service: 'denied', image: 'denied:1', why: 'unauthorized: authentication required' }],
    built: ['own'],
  });
  const login = String(asked['/distribution/r.example/web:1/json']);
  expect(JSON.parse(Buffer.from(login, 'base64url').toString())).toEqual({
    username: 'deploy',
    password: 'pass?~ÿ',
  });
  // Docker reads no other.
  expect(login).toMatch(/^[\w-]+={1,2}$/);
  expect(login.length % 4).toBe(0);
  expect(asked['/distribution/same:1/json'] ?? '').toBe('');
  expect(Object.keys(asked).join()).not.toMatch(/postgres|shop/);
});
