import { hostFactsLines } from '../../../../src/client/output/hosts/facts';
import { width } from '../../../../src/client/output/text';
import { plain } from '../../../../src/client/output/theme';
import { hostFacts } from '../../../plan/host/sample';

const terminal = { ...plain, width: 79 };

test('what is on a host is tables', () => {
  expect(hostFactsLines(hostFacts(), terminal).join('\n')).toBe(`System
  distribution  Debian GNU/Linux 12 (bookworm)
  kernel        6.1.0-28-amd64, x86_64
  cores         4
  memory        6.1 GB free of 8.2 GB
  swap          none
  time zone     Europe/Vienna
  up for        25 h 01 min

Docker
  engine   28.0.1
  compose  2.33.1
  root     /var/lib/docker

Disks
  SIZE     FREE     MOUNT       DEVICE
  41.0 GB  28.7 GB  / (Docker)  /dev/vda1
  102 GB   0 B      /mnt/data   /dev/vdb

Compose projects
  sgos-phone  /srv/apps/sgos-phone/src
    app  running, healthy  roost/phone-app:0123456789abcdef
      127.0.0.1:8080->80/tcp
      127.0.0.1:8443->443/tcp
    db   exited            postgres:16`);
});

test('a host without Docker says why, and a cut list how much it lacks', () => {
  const text = hostFactsLines(
    hostFacts({
      docker: { engine: null, compose: null, root: null, problem: 'docker is not installed' },
      projects: [],
      leftOut: { disks: 2, services: 7 },
    }),
    terminal,
  ).join('\n');
  expect(text).toContain('Docker\n  docker is not installed\n\n');
  expect(text).toContain('/dev/vdb\n  ! 2 more were left out');
  expect(text).toContain('Compose projects\n  none\n  ! 7 more were left out');
});

test('no line is wider than the terminal, whatever a host names its things', () => {
  const long = 'x'.repeat(200);
  const [project] = hostFacts().projects;
  const [service] = project!.services;
  const facts = hostFacts({
    system: { ...hostFacts().system, distribution: long, kernel: long },
    docker: { engine: long, compose: long, root: long, problem: long },
    disks: [{ mount: `/${long}`, device: long, total: 1, free: 1, hasDockerRoot: true }],
    projects: [
      {
        name: long,
        folder: `/${long}`,
        services: [{ ...service!, name: long, image: long, state: long, ports: [long] }],
      },
    ],
  });
  for (const line of hostFactsLines(facts, terminal)) expect(width(line)).toBeLessThanOrEqual(79);
});
