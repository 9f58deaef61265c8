import { planBackup } from '../../../src/plan/backup/backup';
import type { BackupFacts } from '../../../src/plan/backup/facts';
import { host } from '../release/facts';
import { appWith, backupFacts } from './backup-facts';

const containers = [
  { id: 'id-app', name: 'src-app-1', service: 'app' },
  { id: 'id-db', name: 'src-db-1', service: 'db' },
  { id: 'id-search', name: 'src-search-1', service: 'search' },
  { id: 'id-cron', name: 'src-cron-1', service: 'cron' },
];
const stopped = appWith({ services: ['search'], volumes: ['index'], folders: [] }, { stop: true });
const plan = (change: Partial<BackupFacts> = {}) =>
  planBackup(
    backupFacts({
      app: stopped,
      host: { ...host, proxy: undefined },
      containers,
      running: ['id-app', 'id-db', 'id-search'],
      ...change,
    }),
    '0123456789',
    1_800_000,
  );
const ids = (change?: Partial<BackupFacts>) => plan(change).steps.map(({ id }) => id);

it('stops what writes before the first copy, and starts it behind the last, while the pull holds no lock', () => {
  const { steps } = plan();
  expect(steps.map(({ id, unlocked }) => (unlocked ? `(${id})` : id))).toEqual([
    'stop',
    'copy-postgres',
    'copy-volume',
    'start',
    '(pull)',
    '(snapshot)',
    '(record)',
  ]);
  const [stop] = steps;
  // A server that is dumped runs on; what a person has stopped is started by nobody; data come first.
  expect(stop!.call).toEqual({
    run: 'stopToCopy',
    args: { except: ['db'], containers: ['id-search', 'id-app'] },
  });
  expect(stop!.undo!.call).toEqual(steps[3]!.call);
  expect(steps[3]!.call).toMatchObject({ run: 'startCopied', args: { containers: ['id-search', 'id-app'] } });
});

it('lets no copy wait for its turn while it is stopped', () => {
  const downIn = (change: Partial<BackupFacts>) =>
    plan(change).steps.flatMap(({ id, call }) => ('down' in call.args && call.args.down ? [id] : []));
  expect(downIn({})).toEqual(['copy-postgres', 'copy-volume']);
  const folders = { ...stopped, data: { ...stopped.data, folders: ['data'] } };
  expect(downIn({ app: folders })).toEqual(['copy-postgres', 'copy-volume', 'copy-folder', 'pull']);
  expect(downIn({ app: appWith({ volumes: ['index'], folders: [] }, {}) })).toEqual([]);
});

it('starts it behind the pull where that takes folders from where they lie', () => {
  const app = { ...stopped, data: { ...stopped.data, folders: ['data'] } };
  expect(ids({ app })).toEqual([
    'stop',
    'copy-postgres',
    'copy-volume',
    'copy-folder',
    'pull',
    'start',
    'snapshot',
    'record',
  ]);
});

it('shows the maintenance page meanwhile, which stays where the app does not start', () => {
  const proxy = { kind: 'nginx', config: '/etc/nginx', url: 'http://127.0.0.1' };
  const { steps } = plan({ host: { ...host, proxy: proxy as never } });
  expect(steps.slice(0, 2).map(({ id }) => id)).toEqual(['flag-on', 'stop']);
  expect(steps[0]!.undo!.needs).toEqual(['stop']);
  expect(steps.map(({ id }) => id).slice(4, 6)).toEqual(['start', 'flag-off']);
});

it('starts what a former backup has left stopped behind the copies, and not before', () => {
  const { steps } = plan({ running: ['id-db'], left: [{ id: 'id-app', name: 'src-app-1' }] });
  expect(steps[0]!.call.args).toMatchObject({ containers: ['id-app'] });
  expect(steps[1]!.call.args).toMatchObject({ left: undefined });
  expect(steps[1]!.undo!.call.args).toEqual({ running: [] });
});

it('only starts what a backup that was terminated has left stopped, where that is asked for', () => {
  const proxy = { kind: 'nginx', config: '/etc/nginx', url: 'http://127.0.0.1' };
  const left = [{ id: 'id-app', name: 'src-app-1' }];
  const mended = plan({ mend: true, running: ['id-db'], left, host: { ...host, proxy: proxy as never } });
  expect(mended.steps.map(({ id }) => id)).toEqual(['start', 'flag-off']);
  expect(mended.steps[0]!.call).toMatchObject({
    run: 'startCopied',
    args: { containers: ['id-app'], named: { 'id-app': { service: 'app' } } },
  });
  expect(mended.backup).toMatchObject({ sources: [], mends: ['src-app-1'] });
  expect(ids({ mend: true, left: [] })).toEqual([]);
});

it('stops nothing where nothing else runs, nor for a script, and says so of that', () => {
  expect(ids({ running: ['id-db'] })).not.toContain('stop');
  // Of an archive or a move, which stop the app themselves.
  expect(ids({ containers: undefined })).not.toContain('stop');
  const script = { command: './backup.sh', output: 'backup' };
  const scripted = plan({ script });
  expect(scripted.steps.map(({ id }) => id)).not.toContain('stop');
  expect(scripted.warnings.join()).toContain('backup.stop stops nothing');
  expect(plan({ app: { ...stopped, backup: {} } }).steps.map(({ id }) => id)).not.toContain('stop');
});
