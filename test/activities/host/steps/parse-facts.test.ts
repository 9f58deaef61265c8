import fc from 'fast-check';
import { parseHostFacts } from '../../../../src/activities/host/steps/parse-facts';
import type { HostFacts } from '../../../../src/protocol/steps/host';
import { refusedOr } from '../../../hostile';
import { tried } from '../../../property';

const container = (change: Record<string, unknown> = {}): string =>
  `container ${JSON.stringify(
    Object.values({
      project: 'phone',
      folder: '/srv/apps/phone/src',
      service: 'web',
      image: 'roost/phone-web:c0ffee',
      state: 'running',
      status: 'Up 3 minutes (healthy)',
      ports: '127.0.0.1:8080->80/tcp, 9000/tcp',
      ...change,
    }),
  )}`;

const sample = [
  'distribution "Debian GNU/Linux 12 (bookworm)"',
  'kernel 6.1.0-28-amd64',
  'architecture x86_64',
  'zone Europe/Vienna',
  'uptime 90061.52',
  'cores 4',
  'memory 8000000 6000000 1000000 1000000',
  'disk udev                 4000000        0   4000000       0% /dev',
  'disk tmpfs                 800000     1000    799000       1% /run',
  'disk /dev/vda1           40000000 10000000  28000000      27% /',
  'disk /dev/vda1           40000000 10000000  28000000      27% /etc/hosts',
  'disk /dev/vdb           100000000 90000000         -5     95% /mnt/my data',
  'disk overlay             40000000 10000000  28000000      27% /var/lib/docker/overlay2/x/merged',
  'engine 28.0.1',
  'compose 2.33.1',
  'root /var/lib/docker',
  'rootdisk /dev/vda1       40000000 10000000  28000000      27% /',
  container({ service: 'worker', status: 'Exited (1) 2 hours ago', state: 'exited', ports: '' }),
  container(),
  container({ project: 'edge', folder: 'C:\\x', service: 'proxy', status: 'Up 2 days', ports: '' }),
  'end',
];
const parse = (...lines: string[]): HostFacts => parseHostFacts(`${lines.join('\n')}\n`, 'shuttle');

it('reads what the program prints', () => {
  expect(parse(...sample)).toEqual({
    system: {
      distribution: 'Debian GNU/Linux 12 (bookworm)',
      kernel: '6.1.0-28-amd64',
      architecture: 'x86_64',
      timeZone: 'Europe/Vienna',
      uptimeSeconds: 90061,
      cores: 4,
      memory: { total: 8_192_000_000, free: 6_144_000_000 },
      swap: { total: 1_024_000_000, free: 1_024_000_000 },
    },
    docker: { engine: '28.0.1', compose: '2.33.1', root: '/var/lib/docker', problem: null },
    disks: [
      { mount: '/', device: '/dev/vda1', total: 40_960_000_000, free: 28_672_000_000, hasDockerRoot: true },
      { mount: '/mnt/my data', device: '/dev/vdb', total: 102_400_000_000, free: 0, hasDockerRoot: false },
    ],
    projects: [
      {
        name: 'edge',
        folder: null,
        services: [
          { name: 'proxy', image: 'roost/phone-web:c0ffee', state: 'running', health: null, ports: [] },
        ],
      },
      {
        name: 'phone',
        folder: '/srv/apps/phone/src',
        services: [
          {
            name: 'web',
            image: 'roost/phone-web:c0ffee',
            state: 'running',
            health: 'healthy',
            ports: ['127.0.0.1:8080->80/tcp'],
          },
          { name: 'worker', image: 'roost/phone-web:c0ffee', state: 'exited', health: null, ports: [] },
        ],
      },
    ],
    leftOut: { disks: 0, services: 0 },
  });
});

it('what is not printed is not known', () => {
  expect(parse('problem docker is not installed', 'end')).toEqual({
    system: {
      distribution: null,
      kernel: null,
      architecture: null,
      timeZone: null,
      uptimeSeconds: null,
      cores: null,
      memory: null,
      swap: null,
    },
    docker: { engine: null, compose: null, root: null, problem: 'docker is not installed' },
    disks: [],
    projects: [],
    leftOut: { disks: 0, services: 0 },
  });
});

it('the root of a host that is a container itself is a disk', () => {
  const [disk] = parse('disk overlay 100 50 50 50% /', 'end').disks;
  expect(disk).toMatchObject({ mount: '/', device: 'overlay', total: 102_400, hasDockerRoot: false });
});

it('an output that is not whole, or without end, is refused', () => {
  const refused = expect.objectContaining({ code: 'CommandFailed' });
  expect(() => parse('kernel 6.1')).toThrow(refused);
  expect(() => parse(`kernel ${'x'.repeat(5 * 1024 * 1024)}`, 'end')).toThrow(refused);
});

it('secrets and what a terminal obeys are taken out of every text', () => {
  const scrub = (text: string) => text.replaceAll('hunter2', '[secret]');
  const hostile = '\u001b]0;title\u0007\u001b[2J\u0000hunter2\u202e';
  const lines = [
    `kernel ${hostile}`,
    `problem ${hostile}`,
    `disk /dev/${hostile} 100 50 50 50% /mnt/${hostile}`,
    container({ project: hostile, service: hostile, image: hostile, state: hostile, ports: `${hostile}->1` }),
    'end',
  ];
  const facts = parseHostFacts(lines.join('\n'), 'shuttle', scrub);
  expect(facts.system.kernel).toBe('[secret]');
  expect(facts.docker.problem).toBe('[secret]');
  expect(facts.disks[0]).toMatchObject({ device: '/dev/[secret]', mount: '/mnt/[secret]' });
  expect(facts.projects).toEqual([
    {
      name: '[secret]',
      folder: '/srv/apps/phone/src',
      services: [
        { name: '[secret]', image: '[secret]', state: '[secret]', health: 'healthy', ports: ['[secret]->1'] },
      ],
    },
  ]);
});

it('long lists are cut, and how much was left out is said', () => {
  const many = Array.from({ length: 3_000 }, (_, i) => container({ service: `${'名'.repeat(150)}${i}` }));
  const disks = Array.from({ length: 10 }, (_, i) => `disk /dev/vd${i} 100 50 50 50% /mnt/${i}`);
  const { projects, leftOut, disks: kept } = parse(...many, ...disks, 'end');
  const shown = projects.flatMap(({ services }) => services).length;
  expect(shown).toBeGreaterThan(50);
  expect(shown + leftOut.services).toBe(3_000);
  expect(kept).toHaveLength(10);
});

it('any text of a host: it is refused, or it is bounded, plain and JSON', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom('null', '[]', '{}', '"x', '1e999', '-1', '9'.repeat(30), '__proto__', '\ud800'),
  );
  const tag = fc.constantFrom(...new Set(sample.map((line) => line.split(' ')[0]!)));
  const fields = fc.array(fc.oneof(text, fc.jsonValue()), { minLength: 6, maxLength: 8 });
  const line = fc.oneof(
    fc.constantFrom(...sample),
    fc.tuple(tag, text).map(([name, value]) => `${name} ${value}`),
    fields.map((values) => `container ${JSON.stringify(values)}`),
    text.map((name) => `disk ${name} 100 50 50 50% /${name}`),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const facts = refusedOr(['CommandFailed'], () => parse(...lines, 'end'));
      if (!facts) return;
      const json = JSON.stringify(facts);
      expect(JSON.parse(json)).toEqual(facts);
      expect(Buffer.byteLength(json)).toBeLessThan(64_000);
      for (const value of textsIn(facts)) {
        expect([...value].length).toBeLessThanOrEqual(200);
        expect(value).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
      }
      for (const { total, free } of facts.disks) expect(free >= 0 && Number.isSafeInteger(total)).toBe(true);
    }),
    tried('host: facts'),
  );
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
