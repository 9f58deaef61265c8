import { startArgv, startedText } from '../../../../src/activities/release/steps/start';

it.each([
  ['starting', 'notes-web-1 is healthy'],
  ['healthy', 'notes-web-1 is healthy'],
  [null, 'notes-web-1 runs'],
])('what was waited for until it was healthy is no more said to be %s', (health, text) => {
  expect(startedText('notes-web-1', { health })).toBe(text);
});

it.each([
  [true, 'docker start id'],
  [false, 'c up --detach --remove-orphans=false --no-build --pull never --no-recreate --no-deps web'],
])('a container that Docker alone can start (%s) is started by it', (byDocker, line) => {
  expect(startArgv(['c'], { id: 'id', service: 'web' }, byDocker).join(' ')).toBe(line);
});
