import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { ChannelRun, type ChannelRequest } from '../../../src/host/ssh/channel';
import { ChannelRefused } from '../../../src/host/ssh/pool';

type Opened = (error: Error | undefined, channel?: ClientChannel) => void;

/** A run on a client that opens a channel when the test wants it. */
function scene(more: Partial<ChannelRequest> = {}, exec?: () => void) {
  let opened: Opened = () => undefined;
  const client = Object.assign(new EventEmitter(), {
    exec: jest.fn((_line: string, callback: Opened) => (exec?.(), (opened = callback))),
  });
  const channel = Object.assign(new PassThrough(), {
    stderr: new PassThrough(),
    end: jest.fn(),
    close: jest.fn(),
  });
  const out: string[] = [];
  const run = new ChannelRun(client as unknown as Client, {
    host: 'box',
    program: 'rsync',
    line: 'rsync',
    timeout: 60_000,
    onStdout: (chunk) => void out.push(chunk.toString()),
    onStderr: () => undefined,
    ...more,
  });
  run.result.catch(() => undefined);
  const open = (): void => opened(undefined, channel as unknown as ClientChannel);
  return { client, channel, out, run, open, refuse: (message: string) => opened(new Error(message)) };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('opening, running, draining, settled: a command that ends', async () => {
  const { channel, out, run, open } = scene({ input: 'in' });
  expect(run.state).toBe('opening');
  open();
  expect(run.state).toBe('running');
  expect(channel.end).toHaveBeenCalledWith('in');
  channel.emit('exit', 3);
  expect(run.state).toBe('draining');
  channel.write('late');
  await tick();
  channel.emit('close');
  expect(run.state).toBe('settled');
  expect(await run.result).toBe(3);
  expect(out).toEqual(['late']);
  expect(channel.close).toHaveBeenCalledTimes(1);
});

test('running to draining: a signal counts as a shell counts it', async () => {
  const { channel, run, open } = scene();
  open();
  channel.emit('exit', null, 'SIGKILL');
  channel.emit('close');
  expect(await run.result).toBe(137);
});

test('opening to settled: a command that was aborted before is not begun', async () => {
  const reason = new Error('enough');
  const { client, run } = scene({ signal: AbortSignal.abort(reason) });
  await expect(run.result).rejects.toBe(reason);
  expect(client.exec).not.toHaveBeenCalled();
});

test('opening to settled: a channel that opens after an abort is closed', async () => {
  const controller = new AbortController();
  const { channel, run, open } = scene({ signal: controller.signal });
  controller.abort(new Error('enough'));
  expect(run.state).toBe('settled');
  open();
  expect(channel.close).toHaveBeenCalledTimes(1);
  expect(channel.end).not.toHaveBeenCalled();
});

test('opening to settled: a refused channel may be tried on another connection', async () => {
  const { run, refuse } = scene();
  refuse('(SSH) Channel open failure: open failed');
  await expect(run.result).rejects.toBeInstanceOf(ChannelRefused);
});

test('opening to settled: a connection that was just cut may be replaced', async () => {
  const { run } = scene({}, () => {
    throw new Error('Not connected');
  });
  await expect(run.result).rejects.toBeInstanceOf(ChannelRefused);
});

test.each(['opening', 'running'] as const)(
  '%s to settled: a cut connection leaves the outcome unknown',
  async (state) => {
    const { client, run, open } = scene();
    if (state === 'running') open();
    client.emit('close');
    expect(run.state).toBe('settled');
    await expect(run.result).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(client.listenerCount('close')).toBe(0);
  },
);

test('running to settled: a command that takes too long', async () => {
  const { channel, run, open } = scene({ timeout: 20 });
  open();
  await expect(run.result).rejects.toMatchObject({ code: 'CommandTimeout' });
  expect(channel.close).toHaveBeenCalledTimes(1);
});

test('running to settled: a sink that fails', async () => {
  const failure = new Error('full');
  const { channel, run, open } = scene({ onStdout: () => Promise.reject(failure) });
  open();
  channel.write('one');
  await expect(run.result).rejects.toBe(failure);
});

test('draining waits for a slow sink after the channel is closed', async () => {
  let take = (): void => undefined;
  const { channel, run, open } = scene({ onStdout: () => new Promise<void>((resolve) => (take = resolve)) });
  open();
  channel.write('one');
  await tick();
  channel.emit('exit', 0);
  channel.emit('close');
  expect(run.state).toBe('draining');
  take();
  expect(await run.result).toBe(0);
});
