import { checkNeeds } from '../../../src/fleet/file/app/needs';

const told = (apps: Record<string, string[]>): string[] =>
  checkNeeds(Object.fromEntries(Object.entries(apps).map(([name, needs]) => [name, { needs }]))).map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );

it('takes apps that need others, also by several ways', () =>
  expect(told({ web: ['api', 'mail'], api: ['auth'], mail: ['auth'], auth: [] })).toEqual([]));

it('tells a circle once, with all of its apps', () =>
  expect(told({ web: ['api'], api: ['auth', 'mail'], auth: ['web'], mail: [] })).toEqual([
    'apps.web.needs.0 leads back to web: web needs api needs auth needs web; take one of these away',
  ]));

it('tells each of two circles', () =>
  expect(told({ a: ['b'], b: ['a'], c: ['d'], d: ['c'] })).toHaveLength(2));

it('is not kept up by what another check tells', () => {
  expect(checkNeeds({ web: { needs: 'api' }, api: null, other: { needs: [7] } })).toEqual([]);
});
