import { exec } from '../../exec';
import { resetHost } from '../../reset';
import { startByScript } from '../../script';
import { scriptedFolder } from '../backup';
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

/** Beside it an app whose own script backs it up, and takes its time. */
export const accompanied: Base = {
  name: 'accompanied',
  on: serving,
  async make({ host }) {
    const script = `mkdir -p ${scriptedFolder}/backup && cd ${scriptedFolder} && echo 'services: { web: { image: x } }' >docker-compose.yml && cat >backup.sh && chmod 755 backup.sh`;
    await exec(host, ['sh', '-c', script], {
      input: '#!/bin/sh\nset -e\nsleep 1.5\necho data | gzip -n >backup/site-$(date +%F).gz\n',
    });
  },
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
