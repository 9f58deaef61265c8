import { linesOf, parse, sample } from './sample';

const file = 'secrets: { file: ~/.config/roost/secrets.env.sops }\n';
const repository = (entries: string): string => `backup: { repository: { ${entries} } }\n`;
const slips = (entries: string, before = file) => linesOf(`${before}${repository(entries)}${sample}`);

const hours = 3_600_000;

it('names a repository and the secrets that open it; all else has a default', () => {
  const { backup, timeZone } = parse(
    `${file}${repository('url: s3:https://x.r2.example/b, password: { secret: RESTIC_PASSWORD }, env: { AWS_ACCESS_KEY_ID: { secret: R2_KEY } }')}${sample}`,
  );
  expect(timeZone).toBe('UTC');
  expect(backup).toEqual({
    repository: {
      url: 's3:https://x.r2.example/b',
      password: { secret: 'RESTIC_PASSWORD' },
      env: { AWS_ACCESS_KEY_ID: { secret: 'R2_KEY' } },
    },
    folder: '/srv/backups',
    at: { hour: 3, minute: 0 },
    retention: { hourly: 0, daily: 7, weekly: 4, monthly: 3, yearly: 0 },
    atOnce: { perHost: 3, all: 6 },
    limit: 4 * hours,
    lockWait: 2 * hours,
    night: 20 * hours,
    stale: 26 * hours,
    checkParts: 8,
    keepFormer: 604_800_000,
  });
  expect(parse(sample).backup).toBeUndefined();
});

it('takes its own times, sizes and places', () => {
  const text = `timeZone: Europe/Berlin
${file}backup:
  repository: { url: /srv/r, password: { secret: P } }
  second: { url: sftp:nas.example:/r, password: { secret: P2 } }
  folder: ~/backups
  at: '23:45'
  atOnce: { perHost: 1 }
  retention: { monthly: 12 }
  budget: 1.5 TB
  ping: { secret: PING }
${sample.replace('    settle: ', '    backup: { from: data, limit: 30m, stale: 50h }\n    settle: ')}`;
  const { backup, timeZone } = parse(text);
  expect(timeZone).toBe('Europe/Berlin');
  expect(backup).toMatchObject({
    second: { url: 'sftp:nas.example:/r', password: { secret: 'P2' }, env: {} },
    at: { hour: 23, minute: 45 },
    atOnce: { perHost: 1, all: 6 },
    retention: { hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0 },
    budget: 1.5e12,
    ping: { secret: 'PING' },
  });
  expect(backup!.folder).toMatch(/^\/.+\/backups$/);
});

it.each([
  ["at: '3:00'", /backup\.at: should be a time of day, such as 03:00/],
  ["at: '24:00'", /backup\.at: should be a time of day/],
  ['budget: 200', /backup\.budget: should be a size with its unit, such as 200 GB/],
  ['atOnce: { all: 0 }', /backup\.atOnce\.all: should be a number from 1 to 50/],
  ['folder: backups', /backup\.folder: should be a folder on the control host/],
  ['limit: 4', /backup\.limit: should be a duration/],
])('%s', (line, problem) => {
  const lines = linesOf(
    `${file}backup: { repository: { url: /srv/r, password: { secret: P } }, ${line} }\n${sample}`,
  );
  expect(lines).toEqual([expect.stringMatching(problem)]);
});

it('knows its time zones', () => {
  expect(linesOf(`timeZone: Berlin\n${sample}`)).toEqual([
    expect.stringMatching(/timeZone: should be a time zone by its IANA name, such as Europe\/Berlin/),
  ]);
});

it.each([
  '/srv/backups/repository',
  'sftp:backup@nas.example:/srv/restic',
  'rest:https://nas.example:8000/sgos',
  'rclone:b2:sgos',
  '{ secret: WHERE }',
])('takes %s', (url) =>
  expect(slips(`url: '${url}', password: { secret: P }`.replace(/'(\{.*\})'/, '$1'))).toEqual([]),
);

it.each([
  [
    'url: backups, password: { secret: P }',
    /backup\.repository\.url: should be a restic repository without a password, such as s3:/,
  ],
  [
    'url: "rest:https://me:hunter22@nas.example/x", password: { secret: P }',
    /backup\.repository\.url: should be a restic repository without a password/,
  ],
  ['url: /srv/r', /backup\.repository\.password: is missing; add a section with secret/],
  ['url: /srv/r, password: plain', /backup\.repository\.password: should be a section with secret/],
  [
    'url: /srv/r, password: { secret: P }, env: { RESTIC_PASSWORD: { secret: P } }',
    /RESTIC_PASSWORD: is no variable for a backend here; write one such as AWS_ACCESS_KEY_ID/,
  ],
  [
    'url: /srv/r, password: { secret: P }, env: { AWS_SECRET_ACCESS_KEY: plain }',
    /env\.AWS_SECRET_ACCESS_KEY: should be a section with secret/,
  ],
  ['url: /srv/r, password: { secret: P }, keys: {}', /keys/],
])('%s', (entries, line) => {
  const lines = slips(entries);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(line);
  expect(lines.join()).not.toContain('hunter22');
});

it('needs the file of the secrets', () => {
  expect(
    slips('url: { secret: U }, password: { secret: P }, env: { AWS_ACCESS_KEY_ID: { secret: K } }', ''),
  ).toEqual([
    expect.stringMatching(
      /backup\.repository\.env\.AWS_ACCESS_KEY_ID: needs the file that holds the secret; add secrets\.file/,
    ),
    expect.stringMatching(/backup\.repository\.password: needs the file/),
    expect.stringMatching(/backup\.repository\.url: needs the file/),
  ]);
});
