import { createArgv, restartedWith } from '../../../../../src/activities/release/steps/data/stays';

const services = { active: ['web', 'db', 'vector'], idle: ['tools'] };
const all = [{ service: 'web' }, { service: 'db' }, { service: 'vector' }];

it.each<[string, Parameters<typeof createArgv>, string | null]>([
  [
    'leaves what stays to itself',
    [['c'], { db: [] }, all, services],
    'c up --no-start --remove-orphans=false --no-build --pull never --no-deps web vector',
  ],
  [
    'makes what is not there',
    [['c'], { db: [] }, [{ service: 'web' }], services],
    'c create --no-build --pull never',
  ],
  ['makes all where nothing stays', [['c'], {}, all, services], 'c create --no-build --pull never'],
  [
    'makes all where Compose names nothing',
    [['c'], { db: [] }, all, null],
    'c create --no-build --pull never',
  ],
  ['makes nothing where all stays', [['c'], { db: [] }, all, { active: ['db'], idle: [] }], null],
])('%s', (_, args, line) => {
  expect(createArgv(...args)?.join(' ') ?? null).toBe(line);
});

it('starts what stays again with what was made anew, where the Compose file says so', () => {
  const of = (vector: string, db = 'running') => [
    { service: 'db', state: db },
    { service: 'cache', state: 'running' },
    { service: 'vector', state: vector },
  ];
  const names = (...args: Parameters<typeof restartedWith>) => restartedWith(...args).map((c) => c.service);
  expect(names(of('created'), { db: ['vector'], cache: [] })).toEqual(['db']);
  expect(names(of('running'), { db: ['vector'] })).toEqual([]);
  expect(names(of('created', 'exited'), { db: ['vector'] })).toEqual([]);
  expect(names(of('created'), {})).toEqual([]);
});
