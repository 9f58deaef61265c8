import { linesOf, mutate, problemsOf, sample } from '../sample';

describe('the sample', () => {
  it('has no slip of its own', () => expect(linesOf(sample)).toEqual([]));
});

describe('several slips', () => {
  it('are reported at once, by line, whichever check finds them', () => {
    const text = mutate('status: 200', 'status: x')
      .replace('service: web', 'service: web\n    host_: 1\n    strategy: rolling')
      .replace('contract: sgos', 'contract: sgos\n    migration: safe');
    expect(problemsOf(text).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '16 apps.phone.migration',
      '21 apps.phone.health.status',
      '29 apps.wiki.host_',
      '30 apps.wiki.strategy',
    ]);
  });

  it('point into the anchored section where they are written', () => {
    const merged = mutate('  phone:', '  phone: &phone')
      .replace('status: 200', 'status: no')
      .replace(/ {2}wiki:[^]*/, '  desk:\n    <<: *phone\n    domain: desk.sgos.example\n    port: x\n');
    expect(problemsOf(merged).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '20 apps.desk.health.status',
      '20 apps.phone.health.status',
      '25 apps.desk.port',
    ]);
  });
});

describe('what is no fleet at all', () => {
  const missing = [
    '1 apps: is missing; add apps, each by its name',
    '1 fleet: is missing; add a name of small letters, digits and hyphens, such as sgos',
    '1 hosts: is missing; add hosts, each by its name',
  ];
  it.each([
    ['an empty file', '', ['1 should be a fleet, a section with fleet, hosts and apps']],
    ['a list', '- fleet', ['1 should be a fleet, a section with fleet, hosts and apps']],
    ['an empty section', '{}', missing],
    [
      'aliases without an end',
      'fleet: &a [*a]',
      missing
        .filter((line) => !line.includes('fleet:'))
        .concat('1 fleet: should be a name of small letters, digits and hyphens, such as sgos')
        .sort(),
    ],
  ])('%s', (_, text, lines) => expect(linesOf(text)).toEqual(lines));

  it('names the line of a slip in the YAML', () =>
    expect(linesOf('fleet: lab\nhosts: [\n')[0]).toMatch(/^\d+ is not YAML: /));
});

describe('a private key in the file', () => {
  const secret = 'AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYV4V';

  it.each([
    ['as a value', mutate('fleet: lab', `fleet: lab\nsecrets: { age: { keyFile: ${secret} } }`)],
    ['as a key', mutate('fleet: lab', `fleet: lab\n${secret}: 1`)],
    ['as a host', mutate('phone:\n    host: hornbill', `phone:\n    host: ${secret}`)],
    ['in a comment', mutate('fleet: lab', `fleet: lab # ${secret}`)],
    ['in broken YAML', mutate('fleet: lab', `fleet: [${secret}`)],
    ['as a lost anchor', mutate('fleet: lab', `fleet: *${secret}`)],
  ])('%s is refused and not repeated', (_, text) => {
    expect(linesOf(text).some((line) => line.includes('holds a private key'))).toBe(true);
    expect(JSON.stringify([linesOf(text), problemsOf(text)])).not.toContain(secret.slice(16, 30));
  });
});
