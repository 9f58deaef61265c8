import { MockActivityEnvironment } from '@temporalio/testing';
import { createActivities } from '../../../src/activities';
import type { Deps } from '../../../src/activities/deps';
import { createRedactor } from '../../../src/host/redact';
import { ping } from '../../../src/notify';
import { secretOf } from '../../../src/secrets/control';
import { parse, sample } from '../../fleet/file/sample';
import { httpSink, type HttpSink } from '../../notify/sinks';

let sink: HttpSink;
beforeEach(async () => (sink = await httpSink()));
afterEach(() => sink.close());

function pingNight(setting: string) {
  const fleet = parse(
    `secrets: { file: /s }\nbackup: { repository: { url: /srv/r, password: { secret: P } }${setting} }\n${sample}`,
  );
  const redactor = createRedactor();
  redactor.add('of-a-database');
  const deps = {
    lastFleet: async () => fleet,
    ping: async (to: string | { secret: string }, ...rest: ['start', string]) =>
      ping(typeof to === 'string' ? to : await secretOf({ PING: `${sink.url}/hush` })(to.secret), ...rest),
    redactor,
    log: { error: () => {} },
  } as unknown as Deps;
  return (kind: 'start' | 'success' | 'fail', text: string) =>
    new MockActivityEnvironment().run(createActivities(deps).pingNight, kind, text);
}

it.each([
  ['a URL', () => `, ping: '${sink.url}/hush'`],
  ['a secret', () => ', ping: { secret: PING }'],
])('asks %s of the fleet file, with no secret in the text', async (_, setting) => {
  await pingNight(setting())('fail', 'phone: password of-a-database');
  expect(sink.received).toMatchObject([{ path: '/hush/fail', text: 'phone: password [redacted]' }]);
});

it('asks nobody where none is named', async () => {
  await pingNight('')('start', 'a night');
  expect(sink.received).toEqual([]);
});

it('fails without its address', async () => {
  sink.answers = [{ status: 404, body: 'no /hush here' }];
  const failed: unknown = await pingNight(', ping: { secret: PING }')('start', 'a night').catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({
    type: 'NotifyFailed',
    nonRetryable: true,
    message: 'backup.ping did not get start: it answered 404',
  });
  expect(JSON.stringify(failed)).not.toContain('hush');
});
