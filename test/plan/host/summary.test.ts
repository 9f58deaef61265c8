import { hostFactsSummary } from '../../../src/plan/host/summary';
import { hostFacts } from './sample';

it('has the main facts, a line each', () => {
  expect(hostFactsSummary(hostFacts())).toEqual([
    ['System', 'Debian GNU/Linux 12 (bookworm), 6.1.0-28-amd64, x86_64'],
    ['Machine', '4 cores, 6.1 GB free of 8.2 GB of memory'],
    ['Up for', '25 h 01 min'],
    ['Docker', '28.0.1, Compose 2.33.1'],
    ['Disks', '/ 28.7 GB free of 41.0 GB, /mnt/data 0 B free of 102 GB'],
    ['Projects', '1, 1 of 2 containers running'],
  ]);
});

it('says what is not known, why Docker was not read, and what was left out', () => {
  const { system } = hostFacts();
  const facts = hostFacts({
    system: { ...system, distribution: null, kernel: null, architecture: null, uptimeSeconds: null },
    docker: { engine: null, compose: null, root: null, problem: 'docker is not installed' },
    leftOut: { disks: 0, services: 12 },
  });
  expect(hostFactsSummary(facts)).toEqual(
    expect.arrayContaining([
      ['System', 'not known'],
      ['Up for', 'not known'],
      ['Docker', 'docker is not installed'],
      ['Left out', '0 disks, 12 containers'],
    ]),
  );
});
