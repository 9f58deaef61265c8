/** Facts of an app that moves; tests change what they are about. */
import type { HostConfig } from '../../../src/fleet/file/host/types';
import type { MoveFacts } from '../../../src/plan/move/facts';
import { container } from '../archive/facts';
import { A, app, host } from '../release/facts';

export const shuttle: HostConfig = { ...host, name: 'shuttle', addresses: ['192.0.2.8'] };

export const moveFacts = (change: Partial<MoveFacts> = {}): MoveFacts => ({
  way: 'move',
  app,
  from: host,
  to: shuttle,
  project: 'src',
  expects: 4,
  commit: A,
  version: '1.2.3',
  containers: [container('app'), container('db')],
  changedByHand: [],
  hold: false,
  personFlag: null,
  away: null,
  there: { away: null, runs: false },
  size: { copied: 1e6, database: 1e6, disk: { free: 10e9, total: 20e9 }, docker: null },
  down: null,
  cameAt: null,
  sources: [
    { kind: 'postgres', service: 'db', database: 'phone', user: 'phone' },
    { kind: 'folder', path: 'data/voicemails' },
  ],
  script: false,
  cloudflare: false,
  names: ['phone.sgos.example'],
  neighbours: [],
  ...change,
});
