/** What is pulled, with no option that Compose 2.20 lacks. */
import type { StepSite } from '../../../../src/activities/app/site';
import { pullImages } from '../../../../src/activities/release/steps/pull';
import { RoostError } from '../../../../src/errors';

const model = {
  services: { web: { image: 'shop:2' }, db: { image: 'postgres:17' }, cache: { image: 'redis:7' } },
};

/** `there`: services whose image the host has; `fails`: how often a pull of `web` is refused for good. */
async function pulled(
  services: string[],
  { there = [] as string[], fails = 0 } = {},
): Promise<{ calls: string[]; error: unknown }> {
  const calls: string[] = [];
  let left = fails;
  const site = {
    app: { name: 'shop' },
    fleet: {},
    read: async (argv: string[]) => {
      if (argv[0] !== 'compose')
        return { code: 0, stdout: there.filter((name) => argv.includes(name)).join('\n') };
      calls.push(argv.slice(1).join(' '));
      if (argv.includes('web') && !argv.includes('--ignore-pull-failures') && left-- > 0)
        throw new RoostError('CommandFailed', 'manifest unknown', {}, { retry: 'never' });
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
  const all = ['pull --quiet web', 'pull --quiet --ignore-pull-failures web'];
  expect(await pulled(['web'], { there: ['web'], fails: 1 })).toEqual({ calls: all, error: null });
  const { calls, error } = await pulled(['web'], { fails: 2 });
  expect(calls).toEqual([...all, 'pull --quiet web']);
  expect(error).toMatchObject({ code: 'PullFailed', traits: { retry: 'never' } });
});
