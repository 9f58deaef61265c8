/** An app with every kind of data, and a snapshot of all of it; tests change what they are about. */
import type { AppConfig } from '../../../src/fleet/file';
import { type HeldNode, type HeldSource } from '../../../src/plan/restore/held';
import { selectItems } from '../../../src/plan/restore/items';
import type { RestoreWorld } from '../../../src/plan/restore/restore';
import type { RestoreRequest } from '../../../src/protocol/requests';
import type { RestoreItem, RestoreRecord } from '../../../src/protocol/steps/restore';
import { A, app as deployed, host } from '../release/facts';

const MB = 1_000_000;

export const app: AppConfig = {
  ...deployed,
  data: {
    postgres: { service: 'db', database: 'phone', user: 'phone' },
    services: ['queue'],
    folders: ['data/voicemails'],
    sqlite: ['data/index.db'],
    volumes: ['uploads'],
  },
};

export const sources: HeldSource[] = [
  { source: { kind: 'postgres', ...app.data.postgres! }, from: 'copies/postgres' },
  { source: { kind: 'sqlite', path: 'data/index.db' }, from: 'copies/sqlite/data/index.db' },
  { source: { kind: 'volume', name: 'uploads' }, from: 'copies/volumes/uploads.tar' },
  { source: { kind: 'folder', path: 'data/voicemails' }, from: 'folders/data/voicemails' },
  { source: { kind: 'config', files: ['src/compose.yml'], proxy: null }, from: 'copies/config' },
];

export const file = (path: string, bytes = 100, modified = '2026-01-01T00:00:00Z'): HeldNode => ({
  path,
  isFile: true,
  bytes,
  modified,
});
const folder = (path: string): HeldNode => ({ ...file(path, 0), isFile: false });

export const nodes: HeldNode[] = [
  folder('copies'),
  folder('copies/postgres'),
  file('copies/postgres/phone.dump', 300 * MB),
  file('copies/postgres/globals.sql'),
  file('copies/sqlite/data/index.db'),
  file('copies/volumes/uploads.tar', 10 * MB),
  folder('copies/config'),
  file('copies/config/src/compose.yml'),
  folder('folders/data/voicemails'),
  file('folders/data/voicemails/1.mp3', 5 * MB),
  file('folders/data/voicemails/deep/2.mp3', 7 * MB),
  file('folders/data/voicemails.old/3.mp3', 9 * MB),
];

export const select = (request: Partial<RestoreRequest> = {}, held = nodes) =>
  selectItems(app, sources, held, { what: undefined, into: 'live', ...request });

export function world(change: Partial<RestoreWorld> = {}): RestoreWorld {
  const container = { imageId: 'i', state: 'running', health: null, project: 'src', workingDir: '' };
  return {
    app,
    host,
    project: 'src',
    expects: 4,
    commit: A,
    snapshot: {
      id: 'abcdef0123456789',
      time: '2026-01-01T02:00:00Z',
      host: host.name,
      commit: A,
      root: '/srv/backups/staging/phone',
    },
    selection: select(),
    into: 'live',
    keep: 7 * 86_400_000,
    containers: [
      { ...container, id: 'id-app', name: 'app', service: 'app', mounts: [] },
      { ...container, id: 'id-db', name: 'db', service: 'db', mounts: [] },
      { ...container, id: 'id-queue', name: 'queue', service: 'queue', mounts: [] },
      { ...container, id: 'id-cron', name: 'cron', service: 'cron', state: 'exited', mounts: [] },
    ],
    personFlag: null,
    code: null,
    database: 500 * MB,
    room: {
      app: { free: 5_000 * MB, total: 9_000 * MB },
      docker: null,
      control: { free: 5_000 * MB, total: 9_000 * MB },
    },
    ...change,
  };
}

/** The record of a former restore; `n` is its day too. */
export const record = (
  n: number,
  sources: RestoreItem[],
  more: Partial<RestoreRecord> = {},
): RestoreRecord => ({
  operation: `000000000${n}`,
  workflowId: `restore-phone-${n}`,
  at: `2026-01-0${n}T12:00:00.000Z`,
  snapshot: 'abcdef0123456789',
  takenAt: '2026-01-01T02:00:00Z',
  keptUntil: '2026-01-20T00:00:00Z',
  into: 'live',
  items: [],
  sources,
  by: 'somebody',
  ...more,
});
