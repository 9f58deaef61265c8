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
