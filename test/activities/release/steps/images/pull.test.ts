/** What is pulled, with no option that Compose 2.20 lacks. */
import type { StepSite } from '../../../../../src/activities/app/site';
import { pullImages } from '../../../../../src/activities/release/steps/images/pull';
import { RoostError } from '../../../../../src/errors';

const model = {
  services: {
    web: { image: 'shop:2' },
    job: { image: 'r.example/job:1' },
    db: { image: 'postgres:17' },
    cache: { image: 'redis:7' },
  },
};

/**
 * `there`: services whose image the host has; `fails`: what a pull
 * of a service is refused with, for good.
 */
async function pulled(
  services: string[],
  { there = [] as string[], fails = {} as Record<string, string>, registries = {} } = {},
): Promise<{ calls: string[]; error: unknown }> {
  const calls: string[] = [];
  const site = {
    app: { name: 'shop' },
    fleet: { registries, secrets: {} },
    host: { name: 'hornbill' },
    deps: { controlSecret: async () => 'pass', redactor: { of: () => ({ add: () => {} }) } },
    read: async (argv: string[]) => {
      const at = argv.indexOf('compose');
      if (at < 0) return { code: 0, stdout: there.filter((name) => argv.includes(name)).join('\n') };
      calls.push(argv.slice(at + 1).join(' '));
      const stderr = argv.map((word) => fails[word]).find(Boolean);
      if (stderr) throw new RoostError('CommandFailed', stderr, { stderr }, { retry: 'never' });
      return { code: 0, stdout: '' };
    },
  } as unknown as StepSite;
  const error = await pullImages(site, {
    base: ['compose'],
    model,
    services,
    dataServices: ['db', 'cache'],
  }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { calls, error };
}

test('of what holds data only images that the host lacks', async () => {
  expect(await pulled(['web', 'db', 'cache'], { there: ['cache'] })).toEqual({
    calls: ['pull --quiet db', 'pull --quiet web'],
    error: null,
  });
  expect((await pulled(['db'], { there: ['db'] })).calls).toEqual([]);
});

test('what no registry has is taken from the host', async () => {
  const all = ['pull --quiet web job', 'pull --quiet web', 'pull --quiet job'];
  const fails = { web: 'manifest unknown' };
  expect(await pulled(['web', 'job'], { there: ['web'], fails })).toEqual({ calls: all, error: null });
  const { calls, error } = await pulled(['web', 'job'], { fails });
  expect(calls).toEqual(all.slice(0, 2));
  expect(error).toMatchObject({ code: 'PullFailed', traits: { retry: 'never' } });
  expect(String(error)).toContain('shop:2 of shop could not be pulled: manifest unknown');
});

test('where a login of the fleet is refused, the image that the host has does not stand in', async () => {
  const registries = { 'r.example': { user: 'deploy', password: 'TOKEN' } };
  const refused = 'Error response from daemon: unauthorized: authentication required';
  const fails = { web: 'pull access denied for shop', job: refused };
  const there = ['web', 'job'];
  const { error } = await pulled(['web', 'job'], { there, fails, registries });
  expect(error).toMatchObject({ code: 'PullFailed', traits: { retry: 'never' } });
  expect(String(error)).toContain(`r.example/job:1 of shop could not be pulled: ${refused}`);
  expect((await pulled(['web', 'job'], { there, fails })).error).toBeNull();
});
