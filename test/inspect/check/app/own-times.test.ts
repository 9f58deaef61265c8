import { parseFleet } from '../../../../src/fleet/file';
import { retentionOf, staleOf } from '../../../../src/fleet/file/backup/own-times';
import { ownTimesFindings } from '../../../../src/inspect/check/app/own-times';

const fleetOf = (own: string, more = 'retention: { daily: 7 }') =>
  parseFleet(
    `fleet: f
timeZone: Europe/Berlin
hosts: { h: { user: u, addresses: [127.0.0.1], hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBn3Y9Wd8X0m7T1c0w3zqVx1m2k9v5b6n7m8q9w0e1r2 } }
secrets: { file: /tmp/s }
apps:
  shop: { host: h, contract: compose, repository: /r, directory: /srv/shop, service: web, data: { volumes: [v] }, backup: ${own} }
backup: { repository: { url: /b, password: { secret: P } }, ${more} }
`,
    { file: '/f/fleet.yaml', home: '/root' },
  );
const now = new Date('2026-12-01T00:00:00Z');
const says = (own: string, more?: string): string[] => {
  const fleet = fleetOf(own, more);
  return ownTimesFindings(fleet.apps.shop!, fleet, now).map((one) => `${one.state} ${one.says}`);
};

it.each([
  ['{}', []],
  ['{ at: ["06:00", "12:00"] }', ['ok 06:00, 12:00 (Europe/Berlin), besides the night; an alert after 17 h']],
  ['{ at: "0 */6 * * *", night: false }', ['ok 0 */6 * * * (Europe/Berlin); an alert after 8 h']],
  ['{ at: "30 4 * * 0", night: false }', ['ok 30 4 * * 0 (Europe/Berlin); an alert after 7 days']],
  [
    '{ at: ["03:00", "12:00"] }',
    ['warn 03:00 is the time of the night too: of two backups at once one is left out'],
  ],
  [
    '{ at: ["06:00", "12:00"], retention: { hourly: 0 } }',
    ['warn it is backed up up to 2 times a day, and retention keeps one of a day'],
  ],
  [
    '{ at: ["06:00", "12:00"], stop: true }',
    ['warn it is stopped for each of its copies (stop: true), up to 2 times a day'],
  ],
  [
    '{ at: ["06:00", "12:00"], stale: 6h }',
    ['warn up to 15 h lie between two of its backups, and it is an alert after 6 h'],
  ],
  [
    '{ at: ["02:30", "12:00"], night: false }',
    ['warn on 2027-03-28 the clocks of Europe/Berlin leave out 02:30: no backup then'],
  ],
])('of %s check says what it means', (own, wanted) => {
  expect(says(own)).toEqual(wanted);
});

it.each([
  ['{ night: false }', /backup\.night: is false, and at says no other time/],
  ['{ at: "12:00", from: off }', /backup\.at: says when/],
  ['{ at: ["12:00", "12:10"] }', /has times 10 minutes apart; leave at least 15/],
  ['{ at: "0 0 30 2 *" }', /never comes/],
  ['{ at: "noon" }', /should be a time of day, or a cron/],
  ['{ at: "0 0 1 * 1" }', /should be a time of day, or a cron/],
])('%s is refused in the fleet file', (own, message) => {
  expect(() => fleetOf(own)).toThrow(message);
});

it('an app with own times keeps a day of them by the hour, and is stale by its own times', () => {
  const { apps, backup } = fleetOf('{ at: ["06:00", "12:00", "18:00"] }');
  expect(retentionOf(apps.shop, backup!.retention)).toMatchObject({ hourly: 24, daily: 7 });
  expect(staleOf(apps.shop!, backup!)).toBe(11 * 3_600_000);
  const given = fleetOf('{ at: "12:00", stale: 50h }', 'retention: { hourly: 5 }');
  expect(retentionOf(given.apps.shop, given.backup!.retention)).toMatchObject({ hourly: 5 });
  expect(staleOf(given.apps.shop!, given.backup!)).toBe(50 * 3_600_000);
});
