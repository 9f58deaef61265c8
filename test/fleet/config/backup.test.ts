import { linesOf, parse, sample } from './sample';

const file = 'secrets: { file: ~/.config/roost/secrets.env.sops }\n';
const repository = (entries: string): string => `backup: { repository: { ${entries} } }\n`;
const slips = (entries: string, before = file) => linesOf(`${before}${repository(entries)}${sample}`);

it('names a repository and the secrets that open it', () => {
  const { backup } = parse(
    `${file}${repository('url: s3:https://x.r2.example/b, password: { secret: RESTIC_PASSWORD }, env: { AWS_ACCESS_KEY_ID: { secret: R2_KEY } }')}${sample}`,
  );
  expect(backup).toEqual({
    repository: { url: 's3:https://x.r2.example/b', password: { secret: 'RESTIC_PASSWORD' }, env: { AWS_ACCESS_KEY_ID: { secret: 'R2_KEY' } } },
  });
  expect(parse(sample).backup).toBeUndefined();
});

it.each(['/srv/backups/repository', 'sftp:backup@nas.example:/srv/restic', 'rest:https://nas.example:8000/sgos', 'rclone:b2:sgos', '{ secret: WHERE }'])(
  'takes %s',
  (url) => expect(slips(`url: '${url}', password: { secret: P }`.replace(/'(\{.*\})'/, '$1'))).toEqual([]),
);

it.each([
  ['url: backups, password: { secret: P }', /backup\.repository\.url: should be a restic repository without a password, such as s3:/],
  ['url: "rest:https://me:hunter22@nas.example/x", password: { secret: P }', /backup\.repository\.url: should be a restic repository without a password/],
  ['url: /srv/r', /backup\.repository\.password: is missing; add a section with secret/],
  ['url: /srv/r, password: plain', /backup\.repository\.password: should be a section with secret/],
  ['url: /srv/r, password: { secret: P }, env: { RESTIC_PASSWORD: { secret: P } }', /RESTIC_PASSWORD: is no variable for a backend here; write one such as AWS_ACCESS_KEY_ID/],
  ['url: /srv/r, password: { secret: P }, env: { AWS_SECRET_ACCESS_KEY: plain }', /env\.AWS_SECRET_ACCESS_KEY: should be a section with secret/],
  ['url: /srv/r, password: { secret: P }, keys: {}', /keys/],
])('%s', (entries, line) => {
  const lines = slips(entries);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(line);
  expect(lines.join()).not.toContain('hunter22');
});

it('needs the file of the secrets', () => {
  expect(slips('url: { secret: U }, password: { secret: P }, env: { AWS_ACCESS_KEY_ID: { secret: K } }', '')).toEqual([
    expect.stringMatching(/backup\.repository\.env\.AWS_ACCESS_KEY_ID: needs the file in which the secret stands; add secrets\.file/),
    expect.stringMatching(/backup\.repository\.password: needs the file/),
    expect.stringMatching(/backup\.repository\.url: needs the file/),
  ]);
});
