/** How a release is found healthy. */
import { BASE, up, web } from './parts';
import type { ComposeCase } from './types';

export const healthCases: ComposeCase[] = [
  {
    name: 'a health check of the image alone',
    files: {
      'docker-compose.yml': web([], 'APP-image:1', 'build: .'),
      Dockerfile: `FROM ${BASE}\nHEALTHCHECK --start-period=10s --interval=2s CMD curl -fsS http://127.0.0.1:8080/\n`,
    },
    byHand: '',
    deploy: { ok: true, then: { "docker inspect -f '{{.State.Health.Status}}' web": 'healthy' } },
  },
  {
    name: 'no health check anywhere: the line to add is named before anything stops',
    files: { 'docker-compose.yml': web([], BASE, '') },
    byHand: up,
    deploy: {
      ok: false,
      says: 'health: { tcp: PORT }',
      then: { 'docker ps -q --filter name=APP-web | wc -l': '1', 'ls .roost/releases 2>/dev/null': '' },
    },
  },
  {
    name: 'no health check, and a path',
    files: { 'docker-compose.yml': web([], BASE, 'expose: ["8080"]') },
    byHand: up,
    fleet: { health: { path: '/', wait: '10s' } },
    deploy: { ok: true },
  },
  {
    name: 'no health check, and a TCP port',
    files: { 'docker-compose.yml': web([], BASE, '') },
    byHand: up,
    fleet: { health: { tcp: 8080, wait: '10s' } },
    deploy: { ok: true },
    next: {
      files: { 'docker-compose.yml': web([], BASE, '').replace('8080', '9999') },
      deploy: { ok: false, says: 'port 8080' },
    },
  },
  {
    name: 'no health check, and none',
    files: { 'docker-compose.yml': web([], BASE, '') },
    byHand: up,
    fleet: { health: 'none' },
    deploy: { ok: true },
  },
];
