import { startedText } from '../../../../src/activities/release/steps/start';

it.each([
  ['starting', 'notes-web-1 is healthy'],
  ['healthy', 'notes-web-1 is healthy'],
  [null, 'notes-web-1 runs'],
])('what was waited for until it was healthy is no more said to be %s', (health, text) => {
  expect(startedText('notes-web-1', { health })).toBe(text);
});
