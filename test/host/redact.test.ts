import { createRedactor } from '../../src/host/redact';

test('known secrets, the longer one first, and each line of a longer one', () => {
  const redactor = createRedactor();
  for (const secret of ['secret', 'secret-of-two', 'line one\nline two\n', 'abc']) redactor.add(secret);
  expect(redactor.scrub('a secret-of-two, a secret, line two, abc')).toBe('a [redacted], a [redacted], [redacted], abc');
});

test.each([
  ['https://user:pass@example.org/x', 'https://[redacted]@example.org/x'],
  ['https://token@example.org/x', 'https://[redacted]@example.org/x'],
  ['postgres://app:p@ss@db:5432/app', 'postgres://[redacted]@db:5432/app'],
  ['ssh://git@example.org/x and git@example.org:x', 'ssh://git@example.org/x and git@example.org:x'],
  ['a -----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY----- z', 'a [redacted] z'],
  ['cut -----BEGIN PRIVATE KEY-----\nb3Bl', 'cut [redacted]'],
  ['b3Bl\n-----END RSA PRIVATE KEY-----\nafter', '[redacted]\nafter'],
  ['key AGE-SECRET-KEY-1QQQQ end', 'key [redacted] end'],
])('%j', (text, clean) => {
  expect(createRedactor().scrub(text)).toBe(clean);
});
