import { chooseSnapshot, parseSnapshotWish } from '../../../src/plan/restore/snapshot';

const at = (time: string, id = time.replace(/\D/g, '').padEnd(16, '0')) => ({ id, time });
const coded = (code: string, text: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });

/** Taken at three in the morning in Vienna, which is an hour ahead of UTC in winter. */
const all = [
  '2026-10-24T01:00:00Z',
  '2026-10-25T02:00:00Z',
  '2026-11-17T02:00:00Z',
  '2026-11-18T02:00:05Z',
].map((time) => at(time));
const clock = { now: new Date('2026-11-18T23:30:00Z'), zone: 'Europe/Vienna' };
const choose = (wanted: string, more = {}) =>
  chooseSnapshot('phone', all, wanted, { ...clock, ...more }).time;

describe('the snapshot that is meant', () => {
  it.each([
    ['latest', '2026-11-18T02:00:05Z'],
    ['Latest', '2026-11-18T02:00:05Z'],
    ['20261117', '2026-11-17T02:00:00Z'],
    ['2026-11-17', '2026-11-17T02:00:00Z'],
    // In Vienna it is the 19th already.
    ['today', '2026-11-18T02:00:05Z'],
    ['yesterday', '2026-11-18T02:00:05Z'],
    ['yesterday 02:59', '2026-11-17T02:00:00Z'],
    // To the end of that minute.
    ['yesterday 03:00', '2026-11-18T02:00:05Z'],
    ['yesterday 03:00:04', '2026-11-17T02:00:00Z'],
    ['yesterday 03:00:05', '2026-11-18T02:00:05Z'],
    ['2026-11-18 3:00', '2026-11-18T02:00:05Z'],
    ['2026-11-18T02:00:04Z', '2026-11-17T02:00:00Z'],
    ['2026-11-18T03:00:05+01:00', '2026-11-18T02:00:05Z'],
    // The clock is put back that night: the hour from two to three comes twice.
    ['2026-10-24', '2026-10-24T01:00:00Z'],
    ['2026-10-25 02:59', '2026-10-24T01:00:00Z'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00Z'],
    ['2026-11-01', '2026-10-25T02:00:00Z'],
  ])('%s is the newest before its end', (wanted, time) => {
    expect(choose(wanted)).toBe(time);
  });

  it('is meant by the zone of the fleet', () => {
    expect(choose('yesterday', { zone: 'UTC' })).toBe('2026-11-17T02:00:00Z');
    expect(choose('2026-11-18 03:00', { zone: 'America/New_York' })).toBe('2026-11-18T02:00:05Z');
    expect(choose('2026-11-17 20:00', { zone: 'America/New_York' })).toBe('2026-11-17T02:00:00Z');
  });

  it('is one of an hour that the clock leaves out, too', () => {
    const spring = [at('2026-03-29T00:30:00Z'), at('2026-03-29T01:30:00Z')];
    const found = chooseSnapshot('phone', spring, '2026-03-29 02:30', { ...clock });
    expect(found.time).toBe('2026-03-29T01:30:00Z');
  });

  it.each([
    ['2026-10-01', 'no snapshot of phone from before 2026-10-01T22:00:00.000Z; the oldest is 20261024'],
    ['deadbeef', 'no snapshot deadbeef of phone; the newest are 202611180200 of 2026-11-18T02:00:05Z'],
  ])('%s is unknown, and the answer says what there is', (wanted, text) => {
    expect(() => choose(wanted)).toThrow(coded('UnknownSnapshot', text));
  });

  it('is none of several that begin alike', () => {
    const two = [at('2026-11-17T02:00:00Z', 'abcdef0011'), at('2026-11-18T02:00:00Z', 'abcdef0022')];
    expect(() => chooseSnapshot('phone', two, 'abcdef00', clock)).toThrow(
      coded('UnknownSnapshot', 'Several'),
    );
    expect(chooseSnapshot('phone', two, 'ABCDEF0022', clock)).toBe(two[1]);
  });

  it('is unknown where there is none', () => {
    expect(() => chooseSnapshot('phone', [], 'latest', clock)).toThrow(
      coded('UnknownSnapshot', 'The repository has no snapshot of phone.'),
    );
  });

  it.each(['', 'now', '18.11.2026', '2026-11-18 24:00', '2026-02-29', 'tomorrow', '3:00'])(
    'is not "%s"',
    (text) => {
      expect(parseSnapshotWish(text)).toBeNull();
    },
  );
});
