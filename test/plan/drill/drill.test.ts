import { drillRoom, planDrill, type DrillWorld } from '../../../src/plan/drill/drill';
import { checkDrillRequest } from '../../../src/plan/drill/request';
import { A } from '../release/facts';
import { app, world as restoreWorld } from '../restore/world';
import { drillWorld } from './world';

const plan = (change: Partial<DrillWorld> = {}, operation = 'c0ffee0001') =>
  planDrill(drillWorld(change), operation, 1000);
const ids = (change: Partial<DrillWorld> = {}) => plan(change).steps.map(({ id }) => id);

it('restores files before the containers are made, and databases when theirs runs', () => {
  expect(ids()).toEqual([
    'begin',
    'fetch',
    'stage',
    'images',
    'send',
    'load-sqlite',
    'swap-sqlite',
    'load-volume',
    'swap-volume',
    'load-folder',
    'swap-folder',
    'create',
    'start-data',
    'send-database',
    'load-postgres',
    'swap-postgres',
    'start',
    'check',
    'end',
  ]);
});

it('removes all of it, however it ends, and asks nobody', () => {
  const made = plan();
  const [begin] = made.steps;
  expect(begin!.undo?.call.run).toBe('endDrill');
  expect(made.steps.at(-1)).toMatchObject({ call: { run: 'endDrill' }, commits: true });
  expect(made.steps.every(({ onFailure }) => onFailure === 'undo')).toBe(true);
  expect(made).toMatchObject({ neverAsks: true, limit: 3_600_000 });
});

it('names everything by the operation, in a scope that is not that of the live app', () => {
  const { scope, steps } = plan();
  expect(scope).toMatchObject({
    drill: true,
    directory: '/home/op/drills/phone',
    project: 'roost-drill-phone-c0ffee0001',
  });
  const volume = steps.find(({ id }) => id === 'load-volume')!.call;
  expect(volume).toMatchObject({ args: { item: { volume: 'roost-drill-phone-c0ffee0001_files' } } });
  expect(plan({}, 'beefbeef02').hash).toBe(plan().hash);
});

it('reads the repositories of the live app on its own host alone', () => {
  const staged = (change: Partial<DrillWorld>) => plan(change).steps.find(({ id }) => id === 'stage')!.call;
  expect(staged({})).toMatchObject({
    args: {
      commit: A,
      repositories: [expect.stringMatching(/mirror\.git$/), expect.stringMatching(/\.git$/)],
    },
  });
  expect(staged({ host: 'elsewhere' })).toMatchObject({ args: { repositories: [] } });
});

it('proves an app without data by starting it', () => {
  expect(
    ids({ items: [], app: { ...app, data: { ...app.data, postgres: undefined, services: [] } } }),
  ).toEqual(['begin', 'stage', 'images', 'create', 'start', 'check', 'end']);
});

it('is refused without room, and beyond the room that the fleet file gives it', () => {
  const { room } = restoreWorld();
  expect(() => plan({ room: { ...room, app: { free: 400e6, total: 9e9 } } })).toThrow(/needs .* on hornbill/);
  expect(() => plan({ settings: { ...drillWorld().settings, disk: 100e6 } })).toThrow(/may take 100 MB/);
});

it('takes the app, and a snapshot, and nothing else', () => {
  expect(checkDrillRequest({ app: 'phone', snapshot: 'yesterday' })).toEqual({
    app: 'phone',
    snapshot: 'yesterday',
  });
  expect(() => checkDrillRequest({ app: 'phone', into: 'live' })).toThrow(/no key "into" of a drill/);
  expect(() => checkDrillRequest({})).toThrow(/app is missing/);
  expect(() => checkDrillRequest('phone')).toThrow(/JSON object/);
});

it('damages its data after it has proven them, and restores them again by the same steps', () => {
  const made = plan({ corrupt: true });
  const all = made.steps.map(({ id }) => id);
  expect(all.slice(all.indexOf('check') + 1)).toEqual([
    'damage',
    'again-fetch',
    'again-send',
    'again-load-sqlite',
    'again-swap-sqlite',
    'again-load-volume',
    'again-swap-volume',
    'again-load-folder',
    'again-swap-folder',
    'again-start-data',
    'again-send-database',
    'again-load-postgres',
    'again-swap-postgres',
    'again-start',
    'again-check',
    'end',
  ]);
  const of = (id: string) => made.steps.find((step) => step.id === id)!;
  expect(of('damage').call).toMatchObject({
    run: 'damageDrill',
    args: {
      data: ['db', 'queue'],
      items: expect.arrayContaining([expect.objectContaining({ kind: 'postgres' })]),
    },
  });
  // The rows of the manifest are compared the second time too.
  const { args } = of('load-postgres').call;
  expect(of('again-load-postgres').call.args).toEqual({ ...args, again: true });
  expect(made.steps.every(({ onFailure }) => onFailure === 'undo')).toBe(true);
  expect(made).toMatchObject({ limit: 2 * 3_600_000, drill: { corrupt: true } });
  expect(plan({ corrupt: true }, 'beefbeef02').hash).toBe(made.hash);
  expect(made.hash).not.toBe(plan().hash);
});

it('is not planned where there is nothing to damage, or no room for the data twice', () => {
  expect(() => plan({ corrupt: true, items: [] })).toThrow('no data in the snapshot');
  const { hostNeeded } = drillRoom(drillWorld());
  expect(drillRoom(drillWorld({ corrupt: true })).hostNeeded).toBe(2 * hostNeeded);
});

it('says that a restore script does not run over damaged data', () => {
  const warnings = (change: Partial<DrillWorld>) => plan({ byKind: true, ...change }).warnings.join();
  expect(warnings({ corrupt: true })).toContain('does not run over damaged data');
  expect(warnings({})).toContain('since hornbill serves apps');
});

it('takes the wish to damage as true alone', () => {
  expect(checkDrillRequest({ app: 'phone', corrupt: true })).toEqual({ app: 'phone', corrupt: true });
  expect(checkDrillRequest({ app: 'phone', corrupt: undefined })).toEqual({ app: 'phone' });
  expect(() => checkDrillRequest({ app: 'phone', corrupt: 'yes' })).toThrow('corrupt should be true');
  expect(() => checkDrillRequest('phone')).toThrow('{"app": "phone"}');
});
