import { createRedactor } from '../../src/host/redact';

test('known secrets, the longer one first, and each line of a longer one', () => {
  const redactor = createRedactor();
  for (const secret of ['secret', 'secret-of-two', 'line one\nline two\n', 'abc']) redactor.add(secret);
  expect(redactor.scrub('a secret-of-two, a secret, line two, abc')).toBe(
    'a [redacted], a [redacted], [redacted], abc',
  );
});

test('in the forms that other texts give it', () => {
  const redactor = createRedactor();
  redactor.add('say "pa/ss" & go');
  const forms = [
    '{"p":"say \\"pa/ss\\" & go"}',
    'postgres://db?p=say%20%22pa%2Fss%22%20%26%20go',
    `Basic ${Buffer.from('say "pa/ss" & go').toString('base64')}`,
  ];
  expect(forms.map((form) => redactor.scrub(form))).toEqual([
    '{"p":"[redacted]"}',
    'postgres://db?p=[redacted]',
    'Basic [redacted]==',
  ]);
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
  // What Docker Compose says to an env file with `A=pa$word1`, and
  // with a key of several lines without quotes.
  [
    'level=warning msg="The \\"word1\\" variable is not set. Defaulting"',
    'level=warning msg="The \\"[redacted]\\" variable is not set. Defaulting"',
  ],
  ['The "DB_PASSWORD" variable is not set.', 'The "DB_PASSWORD" variable is not set.'],
  [
    'failed to read /srv/a/.env: line 3: unexpected character "+" in variable name "MIIEvQ+hkiG"\nnext',
    'failed to read /srv/a/.env: line 3: unexpected character "+" in variable name "[redacted]\nnext',
  ],
  [
    'failed to read /srv/a/.env: line 5: unterminated quoted value "my words',
    'failed to read /srv/a/.env: line 5: unterminated quoted value [redacted]',
  ],
  [
    'failed to read /srv/a/.env: Invalid template: "${sec!ret}"',
    'failed to read /srv/a/.env: Invalid template: [redacted]',
  ],
])('%j', (text, clean) => {
  expect(createRedactor().scrub(text)).toBe(clean);
});
