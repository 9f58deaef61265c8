import { commandError } from '../../../src/host/ssh/failures';

const failed = (stderr: string) =>
  commandError('hornbill', ['docker', 'pull'], { code: 1, stdout: '', stderr }, (text) => text);

test('a failure that can only come again is not retried', () => {
  expect(failed('manifest for x:1 not found: manifest unknown')).toMatchObject({
    code: 'CommandFailed',
    traits: { retry: 'never' },
  });
  expect(failed('connection reset by peer').traits.retry).toBeUndefined();
});
