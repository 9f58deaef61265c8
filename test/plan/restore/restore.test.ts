import { planRestore } from '../../../src/plan/restore/restore';
import type { Step } from '../../../src/protocol/steps/step';
import { coded } from './planned';
import { app, world } from './world';

const OPERATION = 'fedcba9876';
const plan = (change = {}) => planRestore(world(change), OPERATION, 60_000);
const ids = (steps: Step[]): string[] => steps.map(({ id }) => id);
const argsOf = (id: string, steps = plan().steps): unknown => steps.find((step) => step.id === id)?.call.args;

describe('the plan of a restore', () => {
  it('loads beside the live data while the app serves, and stops it for the swap alone', () => {
    expect(ids(plan().steps)).toEqual([
      'fetch',
      'begin',
      'send',
      'load-postgres',
      'load-sqlite',
      'load-volume',
      'load-folder',
      'flag-on',
      'stop',
      'swap-postgres',
      'swap-sqlite',
      'swap-volume',
      'swap-folder',
      'start',
      'flag-off',
      'verify',
      'record',
      'tidy',
    ]);
  });

  it('writes down what it will replace before anything is loaded, for a run that is ended in the middle', () => {
    const { begun, ...begins } = argsOf('begin') as { begun: true };
    expect(begun).toBe(true);
    expect(begins).toEqual(argsOf('record'));
  });

  it('undoes each swap before it starts what ran, and only on data that are the former ones', () => {
    const undos = plan().steps.flatMap((step) => (step.undo ? [`${step.id}: ${step.undo.call.run}`] : []));
    expect(undos).toEqual([
      'fetch: dropLoaded',
      'flag-on: setMaintenance',
      'stop: startAgain',
      'swap-postgres: swapBack',
      'swap-sqlite: swapBack',
      'swap-volume: swapBack',
      'swap-folder: swapBack',
      'flag-off: setMaintenance',
    ]);
    const stop = plan().steps.find(({ id }) => id === 'stop');
    expect(stop?.undo?.call.args).toMatchObject({ containers: ['id-app'], former: plan().restore.items });
    const swaps = plan().steps.filter(({ id }) => id.startsWith('swap-'));
    for (const { undo } of swaps) expect(undo?.freeUntil).toBe('flag-off');
  });

  it('starts what ran, and keeps what holds data running', () => {
    expect(argsOf('stop')).toEqual({ except: ['db', 'queue'] });
    expect(argsOf('start')).toMatchObject({ containers: ['id-app'] });
  });

  it('watches all that ran, and leaves alone what a person has stopped', () => {
    expect(argsOf('verify')).toMatchObject({ release: 4, ignore: ['cron'] });
    const [one] = world().containers;
    const containers = [...world().containers, { ...one!, id: 'id-app-2', state: 'exited' }];
    expect(argsOf('verify', plan({ containers }).steps)).toMatchObject({ ignore: ['cron'] });
  });

  it("asks the app's own check behind the maintenance page, after what runs on the data and before anybody writes", () => {
    const check = 'node check.js';
    const all = ids(plan({ check }).steps);
    expect(all.slice(all.indexOf('start'), all.indexOf('verify'))).toEqual(['start', 'check', 'flag-off']);
    expect(plan({ check }).steps.find(({ id }) => id === 'check')).toMatchObject({
      call: { run: 'checkApp', args: { service: 'app', command: check } },
      onFailure: 'undo',
    });
    const idle = world().containers.map((one) => ({ ...one, state: 'exited' }));
    expect(ids(plan({ check, containers: idle }).steps)).not.toContain('check');
    expect(ids(plan({ check, into: 'scratch' }).steps)).not.toContain('check');
  });

  it('stops what holds data too, where its own files are swapped', () => {
    const containers = world().containers.map((one) =>
      one.service === 'queue'
        ? { ...one, mounts: [{ type: 'volume', source: '/var/lib/docker/volumes/uploads/_data' }] }
        : one,
    );
    const { steps } = plan({ containers });
    expect(argsOf('stop', steps)).toEqual({ except: ['db'] });
    expect(argsOf('start', steps)).toMatchObject({ containers: ['id-app', 'id-queue'] });
  });

  it('refuses to swap the files of the server into which it loads', () => {
    const containers = world().containers.map((one) =>
      one.service === 'db' ? { ...one, mounts: [{ type: 'bind', source: `${app.directory}/data` }] } : one,
    );
    expect(() => plan({ containers })).toThrow(coded('BadRequest', 'Service db'));
  });

  it('has no start where nothing ran, and asks nothing of what did not serve', () => {
    const containers = world().containers.map((one) => ({ ...one, state: 'exited' }));
    expect(ids(plan({ containers }).steps)).not.toEqual(expect.arrayContaining(['start']));
    expect(ids(plan({ containers }).steps)).not.toEqual(expect.arrayContaining(['verify']));
  });

  it('ends beside the live data, where it is asked to', () => {
    expect(ids(plan({ into: 'scratch' }).steps)).toEqual([
      'fetch',
      'begin',
      'send',
      'load-postgres',
      'load-sqlite',
      'load-volume',
      'load-folder',
      'record',
      'tidy',
    ]);
  });

  it('has the same hash for the same world, whatever its operation, and another for another snapshot', () => {
    const other = planRestore(world(), 'ffffffffff', 60_000);
    expect(other.hash).toBe(plan().hash);
    expect(plan({ snapshot: { ...world().snapshot, id: 'b'.repeat(16) } }).hash).not.toBe(plan().hash);
  });

  it.each(['app', 'control', 'docker'] as const)('is refused without room on the disk of %s', (which) => {
    const room = { ...world().room, [which]: { free: 200_000_000, total: 9_000_000_000 } };
    expect(() => plan({ room })).toThrow(coded('DiskFull', 'are free'));
  });

  it('names containers of other apps that use what is restored: they are not stopped', () => {
    const using = (name: string, type: string, source: string) => ({ name, mounts: [{ type, source }] });
    const others = [
      using('ftp-1', 'bind', `${app.directory}/data`),
      using('web-1', 'volume', '/var/lib/docker/volumes/uploads/_data'),
      using('logs-1', 'bind', `${app.directory}/data/other`),
    ];
    const rows = { 'copies/postgres/phone.dump': { 'public.t': 1 } };
    expect(plan({ others, rows }).warnings).toEqual([
      expect.stringMatching(/^Container ftp-1 is not the app's, and uses SQLite file data\/index.db too/),
      expect.stringMatching(/^Container web-1 is not the app's, and uses volume uploads too/),
      expect.stringMatching(/^Container ftp-1 is not the app's, and uses data\/voicemails too/),
    ]);
    expect(plan({ others, rows, into: 'scratch' }).warnings).toEqual([]);
  });

  it('says where the data are of another release than the one that serves', () => {
    expect(plan().warnings).toEqual([
      'The snapshot has no list of rows: after loading, the rows are compared with the dump itself.',
    ]);
    const snapshot = { ...world().snapshot, commit: 'b'.repeat(40) };
    expect(plan({ snapshot, rows: { 'copies/postgres/phone.dump': { 'public.t': 1 } } }).warnings).toEqual([
      'The data are of bbbbbbb, and aaaaaaa serves: what is between is not known.',
    ]);
  });
});
