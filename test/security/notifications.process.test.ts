/** Data of users in a container's log: they leave roost only by a target that may have them. */
import { parseFleet, type NotifyTarget } from '../../src/fleet/file';
import { send } from '../../src/notify';
import { sample, source } from '../fleet/file/sample';
import { eventOf } from '../notify/sample';
import { httpSink, mailSink, type HttpSink } from '../notify/sinks';

const failure = {
  code: 'Unhealthy',
  message: 'app is not healthy:\nGET /login anna@sgos.example 500\nat Server.js:1',
  hint: 'Read the log.',
};
const personal = 'anna@sgos.example';

let sink: HttpSink;
beforeEach(async () => (sink = await httpSink()));
afterEach(() => sink.close());

function targetOf(written: string): NotifyTarget {
  const text = `${sample}secrets: { file: /s.env }\nnotify: { team: ${written} }\n`;
  return parseFleet(text, source).notify.team!;
}

async function bodyAt(written: string): Promise<string> {
  await send(targetOf(written), eventOf({ failure }), async () => `${sink.url}/hook`);
  return JSON.stringify(sink.received[0]!.body);
}

test('a topic of ntfy, which everybody may read, gets the first line of a failure', async () => {
  const body = await bodyAt('{ ntfy: { url: { secret: TOPIC } } }');
  expect(body).toContain('app is not healthy (see the run for its output)');
  expect(body).not.toContain(personal);
});

test.each(['slack', 'googleChat', 'json', 'ntfy'])('output: false keeps the output from %s', async (kind) => {
  const body = await bodyAt(`{ ${kind}: { url: { secret: HOOK } }, output: false }`);
  expect(body).toContain('app is not healthy');
  expect(body).not.toContain(personal);
});

test('output: false keeps the output from a mail', async () => {
  const mail = await mailSink();
  const address = `server: "127.0.0.1:${mail.port}", security: none`;
  const target = targetOf(`{ email: { ${address}, from: a@b.example, to: [c@d.example] }, output: false }`);
  await send(target, eventOf({ failure }), async () => '').finally(() => mail.close());
  expect(JSON.stringify(mail.mails)).toContain('app is not healthy');
  expect(JSON.stringify(mail.mails)).not.toContain(personal);
});

test.each(['slack', 'ntfy'])('output: true gives the output to %s', async (kind) =>
  expect(await bodyAt(`{ ${kind}: { url: { secret: HOOK } }, output: true }`)).toContain(personal),
);
