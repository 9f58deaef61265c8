import { gapsOf, minutesOf, parseTimes } from '../../../src/fleet/file/values/calendar';

const times = (...all: string[]) => all.map((one) => parseTimes(one)!);

it.each([
  ['06:05', [365]],
  ['0 */6 * * *', [0, 360, 720, 1080]],
  ['15,45 8-10/2 * * 1-5', [495, 525, 615, 645]],
  ['5/20 0 * * *', [5, 25, 45]],
])('the times %s are those of a day', (text, minutes) => {
  expect(minutesOf(parseTimes(text)!)).toEqual(minutes);
});

it.each([
  '24:00',
  '6:05',
  '* * * *',
  '60 * * * *',
  '0 0 0 * *',
  '0 0 * 13 *',
  '0 0 * * 7',
  '0 9-8 * * *',
  '*/0 * * * *',
  '@daily',
  '0 0 * * MON',
  '0 0 1 * 1',
  '',
])('%p is no time', (text) => {
  expect(parseTimes(text)).toBeUndefined();
});

it.each([
  [times('03:00'), 1440, 1440],
  [times('06:00', '12:00', '18:00'), 360, 720],
  [times('0 0 * * 1-5'), 1440, 3 * 1440],
  [times('0 4 1 * *'), 29 * 1440, 31 * 1440],
  [times('0 3 * * *', '0 3,15 * * *'), 720, 720],
])('the time between two of them is known', (all, shortest, longest) => {
  expect(gapsOf(all)).toEqual({ shortest, longest });
});

it('a time that does not come has no next', () => {
  expect(gapsOf(times('0 0 30 2 *'))).toBeNull();
});
