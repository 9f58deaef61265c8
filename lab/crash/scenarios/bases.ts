import { startByScript } from '../../script';
import { resetHost } from '../../reset';
import { finish } from '../run';
import type { Base } from './types';

/** As its owners run it today: started by their script, roost has never been there. */
export const scripted: Base = {
  name: 'scripted',
  async make({ lab, host }) {
    await resetHost(host);
    await startByScript(lab, host, 'phone', 'v1');
  },
};

/** Adopted and deployed once. */
export const serving: Base = {
  name: 'serving',
  on: scripted,
  make: (lane) => finish(lane, 'deploy', { app: 'phone', ref: 'v2', strategy: 'recreate' }),
};

/** One release further, over a safe migration. */
export const ahead: Base = {
  name: 'ahead',
  on: serving,
  make: (lane) => finish(lane, 'deploy', { app: 'phone', ref: 'v3-safe', strategy: 'recreate' }),
};

/** And over a breaking one: the dump from before it is kept. */
export const migrated: Base = {
  name: 'migrated',
  on: ahead,
  make: (lane) => finish(lane, 'deploy', { app: 'phone', ref: 'v4-breaking', strategy: 'recreate' }),
};
