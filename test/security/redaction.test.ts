/** What hosts and programs print costs the worker little, and shows no secret. */
import { createRedactor, LONGEST, MOST, type Redactor } from '../../src/host/redact';
import { cleanTail } from '../../src/host/ssh/tail';
import { isTelling, secretValues } from '../../src/secrets/values';

const MB = 1024 * 1024;

const phrases = Array.from({ length: 90_000 }, (_, i) => `a.a.a.a.${i}`).sort();

/** One binary search for each character that a call scrubs: 40 ms on a core that does nothing else. */
function searches(): number {
  let sum = 0;
  for (let i = 0; i < LONGEST; i++) {
    const text = `a.a.a.a.${(i * 7919) % phrases.length}`;
    let low = 0;
    for (let high = phrases.length; low < high;) {
      const middle = (low + high) >> 1;
      if (phrases[middle]! < text) low = middle + 1;
      else high = middle;
    }
    sum += low;
  }
  return sum;
}

function used(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/**
 * ms of a core that does nothing else. Even processor time doubles on a busy machine, whose caches
 * are shared: so the work is compared with searches just before it. The least of three counts.
 */
function cost(work: () => void): number {
  const pairs = [1, 2, 3].map(() => [used(searches), used(work)] as const);
  const least = (at: 0 | 1): number => Math.min(...pairs.map((pair) => pair[at]));
  return (least(1) / least(0)) * 40;
}

/** Of a longer text the last lines are scrubbed: here one that is as long as it may be. */
const log = (part: string): string => `${fill(part, MB - LONGEST)}\n${fill(part, LONGEST - 1)}`;
const fill = (part: string, size = MB): string => part.repeat(Math.ceil(size / part.length)).slice(0, size);

const hostile: [name: string, text: string][] = [
  ['schemes that never end', log('a.a.a.a.a')],
  ['one long word', log('a')],
  ['addresses without a login', log('http://')],
  ['logins without a host', log('a://b:')],
  ['beginnings of keys', log('-----BEGIN PRIVATE KEY-----')],
  ['ends of keys', log('-----END PRIVATE KEY-----\n')],
  ['half an end of a key', log('-----END AAAAAAAAAAAAAAAAAAAA')],
  ['spaces behind Basic', log(`Basic${' '.repeat(1000)}`)],
  ['escape sequences that never end', log('\u001b];?;?#')],
  ['one escape sequence that never ends', log(`\u001b[${';?'.repeat(MB)}`)],
  ['beginnings of device strings', log('\u0090\u009d')],
  ['a short secret over and over', log('of-database-0')],
  ['a half secret over and over', log('of-database')],
];

describe('a megabyte of hostile output is scrubbed in less than 0.15 s', () => {
  let redactor: Redactor;
  beforeAll(() => {
    const all = createRedactor();
    redactor = all.of('web1');
    // 1,000 apps with 40 secrets, and a host with a file of 50,000 values.
    for (let i = 0; i < 40_000; i++) all.add(`of-database-${i}-of-the-fleet`);
    for (let i = 0; i < 50_000; i++) redactor.add(`a.a.a.a.${i}`);
    redactor.scrub('once, since the index is made at the first use');
  });

  test.each(hostile)('%s', (_name, text) => {
    expect(cost(() => redactor.scrub(text))).toBeLessThan(150);
  });

  test('a log of 64 MB, which is cut first', () => {
    const text = fill('a line of a log\n', 64 * MB);
    expect(cost(() => cleanTail(text, redactor.scrub))).toBeLessThan(100);
  });
});

test('a file of 50,000 values is learnt in less than a second', () => {
  const file = Buffer.from(Array.from({ length: 50_000 }, (_, i) => `KEY_${i}=value-number-${i}`).join('\n'));
  const redactor = createRedactor().of('web1');
  expect(cost(() => secretValues(file, 'dotenv').forEach(redactor.add))).toBeLessThan(1_000);
});

test('the values of a file of blanks are read in less than 0.1 s', () => {
  const file = Buffer.from(`KEY=a${fill(' ', 256 * 1024)}b\n${fill(`K="\n`, 64 * 1024)}`);
  expect(cost(() => secretValues(file, 'dotenv'))).toBeLessThan(100);
});

describe('what a host makes known', () => {
  test('changes no text of another host', () => {
    const all = createRedactor();
    all.of('web1').add('is unhealthy');
    expect(all.of('web2').scrub('shop is unhealthy')).toBe('shop is unhealthy');
    expect(all.scrub('shop is unhealthy')).toBe('shop is unhealthy');
    expect(all.of('web1').scrub('shop is unhealthy')).toBe('shop [redacted]');
  });

  test('has a limit, and what the fleet knows is hidden all the same', () => {
    const all = createRedactor();
    for (let i = 0; i <= MOST; i++) all.of('web1').add(`value-number-${i}.`);
    all.add('of-the-fleet');
    expect(all.of('web1').scrub(`value-number-${MOST - 1}. value-number-${MOST}. of-the-fleet`)).toBe(
      `[redacted] value-number-${MOST}. [redacted]`,
    );
  });

  test.each(['healthy', 'unhealthy', 'production', 'Development', '20260101', 'true', 'short'])(
    'is no setting or word such as %s',
    (value) => expect(isTelling(value)).toBe(false),
  );

  test.each(['hunter2hunter2', 'correct-horse', 'correcthorsebattery', 'p4ssw0rd', '202601011234567'])(
    'may be a password such as %s',
    (value) => expect(isTelling(value)).toBe(true),
  );
});

describe('a secret is hidden', () => {
  const learnt = (file: string): Redactor => {
    const redactor = createRedactor();
    secretValues(Buffer.from(file), 'dotenv').forEach(redactor.add);
    return redactor;
  };

  test.each(['MY KEY', 'my@key', 'my/key', 'clé', '1ST'])('in a line whose key is %s', (key) => {
    const { scrub } = learnt(`A=1\n${key}=hunter2-of-the-shop\n`);
    expect(scrub(`unexpected character in variable name "${key}=hunter2-of-the-shop"`)).not.toMatch(
      /hunter2/,
    );
  });

  test.each([
    ['JSON of Go', '{"p":"a\\u003cb\\u0026c/d é"}'],
    ['JSON of PHP', '{"p":"a<b&c\\/d é"}'],
    ['JSON of Python', '{"p":"a<b&c/d \\u00e9"}'],
    ['a URL with small letters', 'db?p=a%3cb%26c%2fd%20%c3%a9'],
    ['a form', 'p=a%3Cb%26c%2Fd+%C3%A9'],
  ])('in %s', (_name, text) => {
    expect(learnt('KEY=a<b&c/d é').scrub(text)).toMatch(/^.{2,6}\[redacted\]("})?$/);
  });

  test('in a login that nobody has made known', () => {
    const code = Buffer.from('shop:hunter2').toString('base64');
    expect(createRedactor().scrub(`authorization: Basic ${code}`)).toBe('authorization: Basic [redacted]');
    expect(createRedactor().scrub('Basic authentication failed')).toBe('Basic authentication failed');
  });

  test('where the output was cut in its middle', () => {
    const text = `${'x'.repeat(70_000)}-hunter2-of-the-shop\nend`;
    const { scrub } = learnt('KEY=xxxx-hunter2-of-the-shop');
    expect(cleanTail(text, scrub)).toBe('end');
    expect(cleanTail('y'.repeat(70_000), scrub)).toBe('(a line of more than 65536 characters is left out)');
  });

  test('in lines that are more than were asked for', () => {
    expect(cleanTail('one\ntwo\nthree\n', (text) => text, { lines: 2 })).toBe('two\nthree');
  });
});

test('no text turns its own direction or hides letters', () => {
  expect(createRedactor().scrub('a\u202eb\u200bc\u2066d\ufeff\u0085e')).toBe('abcde');
});
