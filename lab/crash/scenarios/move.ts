import { resetHost } from '../../reset';
import { byBoth, lacking, watchPhone } from '../../watch';
import { emptyBackup } from '../backup';
import { serving } from './bases';
import { contents, fill, rows } from './filled';
import type { Scenario } from './types';

/** To another host: the old one or the new one serves, with all data, and never both. */
export const move: Scenario = {
  name: 'move',
  workflow: 'move',
  base: serving,
  hosts: 2,
  request: async () => ({ app: 'phone' }),
  options: ({ second }) => ({ to: second!.name }),
  async prepare(lane) {
    await Promise.all([resetHost(lane.second!), emptyBackup(lane), fill(lane.host)]);
  },
  strikes: [
    'hold-there',
    'deploy-there',
    'send-ahead',
    'stop',
    'restore-there',
    'start-there',
    'lock-here',
    'open-there',
  ],
  once: ['postdeploy'],
  // The new host keeps what the move had brought there; it serves nothing of it.
  undone: {
    without: [
      'container',
      'current',
      'data',
      'database',
      'env',
      'file',
      'image',
      'left',
      'mirror',
      'network',
      'operation',
      'release',
      'row',
      'script',
      'source',
      'volume',
    ].map((section) => `there ${section}`),
  },
  watch: ({ host, second }) =>
    watchPhone([host, second!], (answers) => [
      ...lacking(answers, rows),
      ...byBoth(answers, host.name, second!.name),
    ]),
  extras: contents,
};
