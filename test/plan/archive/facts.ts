/** Facts of an app that runs and is to be archived; tests change what they are about. */
import type { ArchiveFacts } from '../../../src/plan/archive/facts';
import { A, app, host } from '../release/facts';

export const container = (service: string, state = 'running') => ({
  id: `id-${service}`,
  name: `sgos-phone-${service}`,
  service,
  imageId: 'i',
  state,
  health: null,
  project: 'src',
  workingDir: '',
});

export const archiveFacts = (change: Partial<ArchiveFacts> = {}): ArchiveFacts => ({
  app: { ...app, archived: '2026-11-30' },
  host,
  project: 'src',
  expects: 4,
  commit: A,
  version: '1.0.0',
  containers: [container('app'), container('db')],
  stopped: [],
  personFlag: null,
  sources: [{ kind: 'postgres', service: 'db', database: 'phone', user: 'phone' }],
  ...change,
});
