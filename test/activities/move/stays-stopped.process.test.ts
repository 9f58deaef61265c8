/** An app that moves leaves its host only as the last copy had it: nothing may have been written since. */
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markAway } from '../../../src/activities/move/steps/marks';
import { sourceHost, type SourceHost } from '../data/host';

const OPERATION = 'c0ffee0001';
const STOPPED = '2026-01-01T00:00:00Z';
const BEFORE = '2025-12-31T00:00:00Z';
const AFTER = '2026-01-01T00:01:00Z';

let host: SourceHost;
beforeEach(() => {
  host = sourceHost('dash', ['stat']);
  host.site.host.exec = host.site.read;
  Object.assign(host.site, { guard: { current: async () => null } });
  Object.assign(host.site.context, { operation: OPERATION });
  Object.assign(host.site.app, { data: { ...host.site.app.data, services: ['db'] } });
  Object.assign(host.site.scope, { host: 'hornbill' });
  const begun = host.site.paths.begun(OPERATION);
  mkdirSync(begun, { recursive: true });
  writeFileSync(join(begun, 'stop'), '');
  utimesSync(join(begun, 'stop'), new Date(STOPPED), new Date(STOPPED));
});
afterEach(() => host.remove());

interface State {
  Status: string;
  StartedAt: string;
}
/** By service. */
function containers(all: Record<string, State & { RestartCount?: number }>): void {
  const inspected = Object.entries(all).map(([service, { RestartCount = 0, ...State }]) => ({
    Id: service,
    Name: `/src-${service}-1`,
    State,
    RestartCount,
    Config: {
      Labels: {
        'com.docker.compose.project': 'src',
        'com.docker.compose.service': service,
        'com.docker.compose.container-number': '1',
      },
    },
  }));
  host.program(
    'docker',
    `case $1 in\nps) echo ${Object.keys(all).join(' ')} ;;\ninspect) cat <<'ALL'\n${JSON.stringify(inspected)}\nALL\n;;\n*) exit 1 ;;\nesac\n`,
  );
}
const leave = () => markAway(host.site, { to: 'toucan' });
const db = { Status: 'exited', StartedAt: AFTER };

it('is left as it was stopped, also where the server of its database was started for the last dump', async () => {
  containers({ web: { Status: 'exited', StartedAt: BEFORE }, db });
  expect(await leave()).toBe('served on toucan');
  expect(readFileSync(host.site.paths.away, 'utf8')).toMatch(/^toucan c0ffee0001 /);
});

it('counts no container that Docker had restarted by itself until it was stopped', async () => {
  containers({ web: { Status: 'exited', StartedAt: AFTER, RestartCount: 7 }, db });
  expect(await leave()).toBe('served on toucan');
});

it.each<[string, State]>([
  ['runs again', { Status: 'running', StartedAt: BEFORE }],
  ['ran again and has ended', { Status: 'exited', StartedAt: AFTER }],
])('is not left where a container %s', async (_, web) => {
  containers({ web, db });
  await expect(leave()).rejects.toMatchObject({
    code: 'StartedMeanwhile',
    message: expect.stringMatching(/^src-web-1 of .* was started on hornbill after/),
  });
  expect(existsSync(host.site.paths.away)).toBe(false);
});

it('takes its mark away whatever runs', async () => {
  containers({ web: { Status: 'running', StartedAt: AFTER }, db });
  expect(await markAway(host.site, { to: null })).toBe('served here');
});
