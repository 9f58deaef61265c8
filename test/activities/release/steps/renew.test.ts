import { staleServices, withTied } from '../../../../src/activities/release/steps/renew';

const images = { worker: { ref: 'w:1', id: 'sha256:w' }, cache: { ref: 'c:1', id: 'sha256:c' } };
const of = (service: string, change: object = {}) => ({
  service,
  imageId: service === 'worker' ? 'sha256:w' : 'sha256:c',
  labels: { 'roost.content': service },
  state: 'running',
  exitCode: 0,
  ...change,
});
const contents = { worker: 'worker', cache: 'cache' };

it.each<[string, object, string[]]>([
  ['as the release says', {}, []],
  ['of another image', { imageId: 'sha256:old' }, ['worker']],
  ['of other settings or files', { labels: { 'roost.content': 'old' } }, ['worker']],
  ['of an earlier version, or started by hand', { labels: {} }, ['worker']],
  ['that was made and never started', { state: 'created' }, ['worker']],
  ['that has done its work', { state: 'exited' }, []],
])('a container %s', (_, change, stale) => {
  expect(staleServices([of('worker', change), of('cache')], { images }, contents)).toEqual(stale);
});

it('has nothing against what runs of a release that roost has not made', () => {
  expect(staleServices([of('worker', { labels: {} }), of('cache')], { images }, {})).toEqual(['cache']);
});

it('takes along what uses the network or the volumes of another, but neither data nor what serves', () => {
  const ties = { a: ['vpn'], b: ['a'], db: ['vpn'], web: ['vpn'], c: ['other'] };
  expect(withTied(['vpn'], ties, { service: 'web', except: ['db'] })).toEqual(['a', 'b', 'vpn']);
  expect(withTied([], ties, { service: 'web', except: [] })).toEqual([]);
});
