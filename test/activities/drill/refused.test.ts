import { refusedText } from '../../../src/activities/drill/steps/stage';

const scratch = '/home/deploy/.local/state/roost/drills/shop/a2a5e1136b';

test('a file that no backup has is named by its place in the app, with what that means', () => {
  const refusal = `Docker Compose refuses compose.yml: env file ${scratch}/.envs/django not found: stat ${scratch}/.envs/django: no such file or directory`;
  expect(refusedText('shop', refusal, scratch)).toBe(
    'shop cannot be restored in scratch: Docker Compose refuses compose.yml: env file .envs/django not found: stat .envs/django: no such file or directory. It is neither in the repository nor in the snapshot: after a loss of the host the app could not start. A backup takes what Docker Compose reads if it is on the host when the backup is made.',
  );
});

test('another refusal stays as it is', () => {
  expect(
    refusedText('shop', 'Docker Compose refuses compose.yml: services must be a mapping.', scratch),
  ).toBe(
    'shop cannot be restored in scratch: Docker Compose refuses compose.yml: services must be a mapping.',
  );
});
