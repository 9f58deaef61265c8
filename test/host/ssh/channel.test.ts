import type { Client } from 'ssh2';
import { runChannel } from '../../../src/host/ssh/channel';

test('what was aborted while the connection was made is not begun', async () => {
  const exec = jest.fn();
  const client = { exec, once: () => {}, removeListener: () => {} } as unknown as Client;
  const reason = new Error('enough');
  const request = {
    host: 'box',
    program: 'rsync',
    line: 'rsync',
    timeout: 60_000,
    signal: AbortSignal.abort(reason),
    onStdout: () => {},
    onStderr: () => {},
  };
  await expect(runChannel(client, request)).rejects.toBe(reason);
  expect(exec).not.toHaveBeenCalled();
});
