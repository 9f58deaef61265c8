import type { Deps } from '../../../src/activities/deps';
import { scopeSite } from '../../../src/activities/scope/site';
import type { Host } from '../../../src/host/types';

/** Of each guard: the host and the folder that it is for. */
function depsOf(home: string, guards: string[] = []): Deps {
  const host = (name: string) => ({ name, exec: async () => ({ code: 0, stdout: home, stderr: '' }) });
  return {
    fleet: async () => ({ name: 'sgos', apps: {}, hosts: { shuttle: { name: 'shuttle' } } }),
    host: ({ name }: { name: string }) => host(name),
    jobs: () => ({}),
    guard: ({ name }: Host, directory: string) => (guards.push(`${name}:${directory}`), {}),
    control: { host: host('control'), directory: '/var/lib/roost/fleet' },
  } as unknown as Deps;
}

test('a host keeps lock and jobs below the home of its user', async () => {
  const guards: string[] = [];
  const site = await scopeSite(depsOf('/home/deploy', guards), { kind: 'host', host: 'shuttle' });
  expect(guards).toEqual(['shuttle:/home/deploy/.local/state/roost/host']);
  expect(site.paths.jobs).toBe('/home/deploy/.local/state/roost/host/.roost/jobs');
  expect(site.scope).toEqual({ kind: 'host', host: 'shuttle' });
});

test('the fleet keeps them on the control host', async () => {
  const guards: string[] = [];
  const site = await scopeSite(depsOf('/root', guards), { kind: 'fleet' });
  expect([site.host.name, site.paths.roost, site.scope]).toEqual([
    'control',
    '/var/lib/roost/fleet/.roost',
    { kind: 'fleet' },
  ]);
  expect(guards).toEqual(['control:/var/lib/roost/fleet']);
});

test.each(['', 'home', '/home/x\n/etc'])('%j is no home folder', async (home) => {
  await expect(scopeSite(depsOf(home), { kind: 'host', host: 'shuttle' })).rejects.toMatchObject({
    code: 'HostMisconfigured',
  });
});

test('a host that the fleet file lacks is named, with the one that was meant', async () => {
  await expect(scopeSite(depsOf('/root'), { kind: 'host', host: 'shutle' })).rejects.toMatchObject({
    code: 'UnknownHost',
    message: expect.stringContaining('shuttle'),
  });
});
