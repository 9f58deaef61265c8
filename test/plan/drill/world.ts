/** A drill of an app with every kind of data. */
import { drillOf } from '../../../src/fleet/file/drill/of-app';
import type { DrillWorld } from '../../../src/plan/drill/drill';
import { A, host } from '../release/facts';
import { app, select, world } from '../restore/world';

export function drillWorld(change: Partial<DrillWorld> = {}): DrillWorld {
  const { snapshot, room } = world();
  return {
    app,
    host: host.name,
    folder: '/home/op/drills/phone',
    settings: drillOf({}, app),
    snapshot: { ...snapshot, commit: A },
    items: select().items,
    volumes: { uploads: 'files' },
    rows: { 'copies/postgres/phone.dump': { 'public.voicemails': 3 } },
    database: 500e6,
    images: { app: `sha256:${'a'.repeat(64)}` },
    room,
    ...change,
  };
}
