/** Hosts and projects as they may be found. */
import type { StackContainer, StackProject, Stacks } from '../../../src/host/stacks';
import type { FoundHost } from '../../../src/inspect/init/types';

export const container = (more: Partial<StackContainer> = {}): StackContainer => ({
  id: 'f'.repeat(64),
  name: 'a-web-1',
  project: 'a',
  service: 'web',
  image: 'nginx:1',
  state: 'running',
  health: null,
  exposed: [],
  published: [],
  networks: [],
  variables: [],
  values: {},
  labels: {},
  answers: [],
  title: '',
  ...more,
});

export const project = (more: Partial<StackProject> = {}): StackProject => ({
  name: 'a',
  folder: '/srv/a',
  gone: false,
  writable: true,
  files: ['/srv/a/compose.yaml'],
  envFiles: [],
  git: { top: '/srv/a', remote: 'git@git.example:a.git', branch: 'main', changed: 0, ahead: 0 },
  singles: [],
  containers: [container()],
  keepers: [],
  ...more,
});

export const stacks = (more: Partial<Stacks> = {}): Stacks => ({
  user: 'deploy',
  home: '/home/deploy',
  name: 'vps1',
  docker: { version: '26.1.5' },
  projects: [],
  loose: [],
  routes: [],
  cut: false,
  ...more,
});

export const host = (projects: StackProject[], more: Partial<Stacks> = {}): FoundHost => ({
  name: 'vps1',
  fields: {
    user: 'deploy',
    addresses: ['203.0.113.7'],
    hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINtHytKvO3/0EHdNJ0JvwSdgYSwGehctGewLV/rK3GD1',
  },
  fingerprint: 'SHA256:x',
  stacks: stacks({ projects, ...more }),
});
