import { ping } from '../../src/notify/ping';
import { httpSink, type HttpSink } from './sinks';

let sink: HttpSink;
beforeEach(async () => (sink = await httpSink()));
afterEach(() => sink.close());

const failure = (pinged: Promise<void>) =>
  pinged.then(
    () => null,
    (error: { message: string; details: object }) => error,
  );

it.each([
  ['start', '/4f1c-hush', '/4f1c-hush/start'],
  ['success', '/4f1c-hush', '/4f1c-hush'],
  ['fail', '/4f1c-hush/', '/4f1c-hush/fail'],
  ['fail', '/key/nights?create=1', '/key/nights/fail?create=1'],
] as const)('%s of %s asks %s', async (kind, path, asked) => {
  await ping(`${sink.url}${path}`, kind, '12 apps, 1 failed: phöne');
  expect(sink.received).toMatchObject([
    {
      path: asked,
      text: '12 apps, 1 failed: phöne',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    },
  ]);
});

it.each([
  [404, { retry: 'never' }],
  [302, { retry: 'never' }],
  [503, { retry: undefined }],
])(
  'tells by the answer %s whether another try may help, and repeats nothing of it',
  async (status, traits) => {
    sink.answers = [{ status, body: 'Cannot POST /4f1c-hush/start', headers: { location: '/4f1c-hush' } }];
    const error = await failure(ping(`${sink.url}/4f1c-hush`, 'start', ''));
    expect(error).toMatchObject({
      code: 'NotifyFailed',
      message: `backup.ping did not get start: it answered ${status}`,
      traits,
    });
  },
);

it('names no address that cannot be reached, or is none', async () => {
  await sink.close();
  const errors = await Promise.all([
    failure(ping(`${sink.url}/4f1c-hush`, 'success', '')),
    failure(ping('4f1c-hush', 'success', '')),
  ]);
  expect(errors.map((error) => error!.message)).toEqual([
    'backup.ping did not get success: it cannot be reached (ECONNREFUSED)',
    'backup.ping did not get success: its address is no http(s) URL',
  ]);
  expect(JSON.stringify(errors.map((error) => [error, { ...error, message: error!.message }]))).not.toContain(
    'hush',
  );
});

it('gives up a server that never answers', async () => {
  sink.answers = ['hang'];
  expect(await failure(ping(sink.url, 'fail', ''))).toMatchObject({
    message: 'backup.ping did not get fail: it did not answer within 10 s',
  });
}, 15_000);

it('sends the beginning of a long text', async () => {
  await ping(sink.url, 'fail', 'x'.repeat(20_000));
  expect(sink.received[0]!.text).toHaveLength(10_000);
});
