/** A backup by the app's own script, and its own restore script. */
import { planDrill } from '../../../src/plan/drill/drill';
import { acrossTo } from '../../../src/plan/restore/across';
import { selectItems } from '../../../src/plan/restore/items';
import { planRestore } from '../../../src/plan/restore/restore';
import { chooseRestore, planUndo } from '../../../src/plan/restore/undo';
import type { RestoreRequest } from '../../../src/protocol/requests';
import { drillWorld } from '../drill/world';
import { coded } from './planned';
import { app, file, record, select, sources, world } from './world';

const written = [file('script/phone-2026.dump', 400), file('script/voicemails.tar.gz', 50)];
const selectOf = (
  request: Partial<RestoreRequest> = {},
  script: string | undefined = './restore.sh',
  nodes = written,
) => selectItems(app, sources, nodes, { into: 'live', ...request } as never, script);
const kinds = (...args: Parameters<typeof selectOf>) => selectOf(...args).items.map(({ kind }) => kind);

describe('what a backup script wrote', () => {
  it('is for the restore script, whole, with all that stands under data kept before', () => {
    const { items, warnings } = selectOf();
    expect(warnings).toEqual([]);
    expect(items).toMatchObject([
      { kind: 'script', command: './restore.sh', from: 'script', bytes: 450, files: 2 },
    ]);
    const [item] = items;
    expect(item?.kind === 'script' && item.keeps.map(({ kind }) => kind)).toEqual([
      'postgres',
      'sqlite',
      'volume',
      'folder',
    ]);
  });

  it('is asked for by the default, by all that this stands for, and by its name', () => {
    expect(kinds({ what: ['database', 'files'] })).toEqual(['script']);
    expect(kinds({ what: ['script'] })).toEqual(['script']);
    const config = [...written, file('copies/config/src/compose.yml')];
    expect(kinds({ what: ['script', 'config'] }, './restore.sh', config)).toEqual(['script', 'config']);
  });

  it('is taken by kind where a part is asked for, beside the live data, and without such a script', () => {
    expect(kinds({ what: ['database'] })).toEqual(['postgres']);
    expect(kinds({ into: 'scratch' })).toEqual(['postgres', 'folder']);
    expect(selectItems(app, sources, written, { into: 'live' }).items.map(({ kind }) => kind)).toEqual([
      'postgres',
      'folder',
    ]);
  });

  it('is not there in a snapshot of copies by kind', () => {
    expect(select().items.map(({ kind }) => kind)).not.toContain('script');
    const copied = [file('copies/postgres/phone.dump', 300)];
    expect(kinds({}, './restore.sh', copied)).toEqual(['postgres']);
    expect(() => kinds({ what: ['script'] }, './restore.sh', copied)).toThrow(
      coded('NotInSnapshot', "nothing that the app's own script wrote"),
    );
  });

  it('is no part of the data, so no part is asked for with it', () => {
    expect(() => selectOf({ what: ['script', 'data/voicemails'] })).toThrow(
      coded('BadRequest', 'leave data/voicemails out'),
    );
    expect(() => selectItems(app, sources, written, { what: ['script'], into: 'live' })).toThrow(
      coded('BadRequest', 'which phone has not'),
    );
  });
});

const OPERATION = 'fedcba9876';
const plan = (change = {}) => planRestore(world({ selection: selectOf(), ...change }), OPERATION, 60_000);
const stepOf = (id: string, steps = plan().steps) => steps.find((step) => step.id === id);

describe('the plan with a restore script', () => {
  it('keeps the data when the app is stopped, and only then runs it', () => {
    expect(plan().steps.map(({ id }) => id)).toEqual([
      'fetch',
      'begin',
      'send',
      'load-script',
      'flag-on',
      'stop',
      'keep-script',
      'swap-script',
      'start',
      'flag-off',
      'verify',
      'record',
      'tidy',
    ]);
    expect(stepOf('keep-script')).toMatchObject({
      title:
        'Keep database phone, SQLite file data/index.db, volume uploads, folder data/voicemails before the script changes them',
      call: { run: 'keepForScript', args: { of: OPERATION, way: 'in', except: ['db', 'queue'] } },
      retry: 'long',
    });
    expect(stepOf('swap-script')).toMatchObject({
      title: 'Run the restore script of phone over its data: ./restore.sh',
      retry: 'long',
      onFailure: 'undo',
      undo: { call: { run: 'swapBack' }, retry: 'long', freeUntil: 'flag-off' },
    });
    expect(plan().warnings.join('\n')).toContain('The restore script of phone changes live data');
  });

  it('leads nowhere away from data that are not back', () => {
    for (const id of ['fetch', 'flag-on', 'stop']) expect(stepOf(id)?.undo?.needs).toContain('swap-script');
    const args = stepOf('stop')?.undo?.call.args;
    expect(args).toMatchObject({ former: [{ kind: 'script' }] });
    expect(stepOf('verify')?.ask?.prompt).toContain(
      'puts back what was kept (what was written since is lost)',
    );
  });

  it('is refused where nothing would be kept, unless somebody says so', () => {
    const bare = { ...app, data: { services: [], folders: [], sqlite: [], volumes: [] } };
    const selection = selectItems(bare, [], written, { into: 'live' }, './restore.sh');
    expect(() => plan({ app: bare, selection })).toThrow(coded('NoWayBack', 'apps.phone.data'));
    const accepted = plan({ app: bare, selection, noWayBack: true });
    expect(accepted.steps.map(({ id }) => id)).not.toContain('keep-script');
    expect(accepted.warnings.join()).toContain('Nothing is kept of what the restore script of phone changes');
  });

  it('has room for what is kept', () => {
    const { room } = world();
    const small = { ...room, app: { free: 250_000_000, total: 9_000_000_000 } };
    expect(plan({ room: small, database: 0, keptBytes: 0 }).steps.length).toBeGreaterThan(0);
    expect(() => plan({ room: small, keptBytes: 90_000_000 })).toThrow(coded('DiskFull', 'hornbill'));
  });

  it('lays the output beside the live data where that is asked for, and runs nothing', () => {
    const scratch = plan({ selection: selectOf({ what: ['script'], into: 'scratch' }), into: 'scratch' });
    expect(scratch.steps.map(({ id }) => id)).toEqual([
      'fetch',
      'begin',
      'send',
      'load-script',
      'record',
      'tidy',
    ]);
  });
});

it('the way back of a restore script keeps what is there now, and puts back what was kept', () => {
  const { items } = selectOf();
  const past = record(1, items);
  const undo = planUndo(world({ selection: selectOf() }), past, OPERATION, 60_000);
  expect(stepOf('keep-script', undo.steps)).toMatchObject({
    call: { args: { way: 'back', of: past.operation } },
  });
  expect(stepOf('swap-script', undo.steps)).toMatchObject({
    call: { run: 'swapBack' },
    undo: { call: { run: 'swapData' }, retry: 'long' },
  });
  // A newer restore of any of the data was made over what the script has brought.
  expect(() =>
    chooseRestore('phone', [past, record(2, select().items.slice(0, 1))], 'restore-phone-1'),
  ).toThrow(coded('RestoreGone', 'undo that one first'));
});

it("data of another app come by the other's own script, which keeps the other's data", () => {
  const to = { ...app, name: 'staging', data: { ...app.data, folders: ['data/mails'] } };
  const { items, warnings } = acrossTo(to, app, selectOf());
  expect(items).toMatchObject([
    { kind: 'script', keeps: expect.arrayContaining([{ kind: 'folder', path: 'data/mails' }]) },
  ]);
  expect(warnings).toEqual([]);
});

it('a drill runs the script when the databases run, and keeps nothing', () => {
  const [item] = selectOf().items;
  const items = item?.kind === 'script' ? [{ ...item, keeps: [] }] : [];
  const { steps } = planDrill(drillWorld({ items }), 'c0ffee0001', 1000);
  expect(steps.map(({ id }) => id)).toEqual([
    'begin',
    'fetch',
    'stage',
    'images',
    'create',
    'start-data',
    'send-script',
    'load-script',
    'swap-script',
    'start',
    'check',
    'end',
  ]);
  expect(stepOf('swap-script', steps)?.title).toBe('Run the restore script of phone: ./restore.sh');
  expect(planDrill(drillWorld({ byKind: true }), 'c0ffee0001', 1000).warnings.join()).toContain(
    'apps.phone.backup.drill.script: true',
  );
});
