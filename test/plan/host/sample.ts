import { planHostFacts } from '../../../src/plan/host/facts';
import type { HostPlan } from '../../../src/protocol/plan';
import type { HostFacts } from '../../../src/protocol/steps/host';

export const hostPlan = (host = 'hornbill', operation = 'c0ffee0001'): HostPlan =>
  planHostFacts(
    { kind: 'host', host, directory: '/home/deploy/.local/state/roost/host' },
    operation,
    30 * 60_000,
  );

export const hostFacts = (change: Partial<HostFacts> = {}): HostFacts => ({
  system: {
    distribution: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-28-amd64',
    architecture: 'x86_64',
    timeZone: 'Europe/Vienna',
    uptimeSeconds: 90_061,
    cores: 4,
    memory: { total: 8_192_000_000, free: 6_144_000_000 },
    swap: { total: 0, free: 0 },
  },
  docker: { engine: '28.0.1', compose: '2.33.1', root: '/var/lib/docker', problem: null },
  disks: [
    { mount: '/', device: '/dev/vda1', total: 40_960_000_000, free: 28_672_000_000, hasDockerRoot: true },
    { mount: '/mnt/data', device: '/dev/vdb', total: 102_400_000_000, free: 0, hasDockerRoot: false },
  ],
  projects: [
    {
      name: 'sgos-phone',
      folder: '/srv/apps/sgos-phone/src',
      services: [
        {
          name: 'app',
          image: 'roost/phone-app:0123456789abcdef',
          state: 'running',
          health: 'healthy',
          ports: ['127.0.0.1:8080->80/tcp', '127.0.0.1:8443->443/tcp'],
        },
        { name: 'db', image: 'postgres:16', state: 'exited', health: null, ports: [] },
      ],
    },
  ],
  leftOut: { disks: 0, services: 0 },
  ...change,
});
