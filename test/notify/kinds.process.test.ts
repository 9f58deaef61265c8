import type { NotifyTarget } from '../../src/fleet/file/notify/types';
import { send } from '../../src/notify/send';
import { alertEvent, eventOf, waitingEvent } from './sample';
import { httpSink, mailSink, type HttpSink } from './sinks';

let sink: HttpSink;
beforeEach(async () => (sink = await httpSink()));
afterEach(() => sink.close());

const secrets = async (name: string): Promise<string> =>
  ({ HOOK: `${sink.url}/services/T0/B0/hush`, TOKEN: 'hush-token', RIGHT: 'right', WRONG: 'wrong-hush' })[
    name
  ]!;
const tell = (target: object, event = eventOf()) =>
  send({ name: 'team', events: [], output: true, ...target } as unknown as NotifyTarget, event, secrets);
const slack = { kind: 'slack' as const, url: { secret: 'HOOK' } };

describe('slack', () => {
  it('sends a text and an attachment', async () => {
    await tell(slack, waitingEvent());
    const [{ path, headers, body }] = sink.received as [(typeof sink.received)[0]];
    expect(path).toBe('/services/T0/B0/hush');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body.text).toBe('deploy phone on hornbill waits for your decision: BuildFailed');
    const [attachment] = body.attachments as [{ text: string; fields: object[]; color: string }];
    expect(attachment.fields).toContainEqual({
      title: 'Step',
      value: 'Build the images of a1b2c3d',
      short: true,
    });
    expect(attachment.text).toContain(
      '```\nroost decide deploy-phone-1 retry\nroost decide deploy-phone-1 undo\n```',
    );
    expect(attachment.text).toMatch(/<http:\/\/127\.0\.0\.1:8233\/\S+\|Open the run>$/);
  });

  it('calls nobody and breaks out of nothing, whatever a build prints', async () => {
    await tell(
      slack,
      eventOf({ failure: { code: 'X', message: '<!channel> & ``` <http://evil|here>', hint: '' } }),
    );
    const [{ text }] = sink.received[0]!.body.attachments as [{ text: string }];
    expect(text).toContain("&lt;!channel&gt; &amp; ''' &lt;http://evil|here&gt;");
    expect(text.match(/```/g)).toHaveLength(4);
  });
});

describe('googleChat', () => {
  it('sends a text and a card', async () => {
    await tell(
      { kind: 'googleChat', url: { secret: 'HOOK' } },
      eventOf({ host: '<users/all>', failure: { code: 'X', message: 'a <b>\nc', hint: '' } }),
    );
    const { text, cardsV2 } = sink.received[0]!.body as {
      text: string;
      cardsV2: [{ cardId: string; card: { sections: [{ widgets: object[] }] } }];
    };
    expect(text).toBe('❌ deploy phone on users/all failed and was undone: X');
    const [{ card }] = cardsV2;
    expect(card.sections[0].widgets).toEqual(
      expect.arrayContaining([
        { decoratedText: { topLabel: 'App', text: 'phone' } },
        { textParagraph: { text: 'a &lt;b&gt;<br>c' } },
        {
          buttonList: { buttons: [{ text: 'Open the run', onClick: { openLink: { url: eventOf().url } } }] },
        },
      ]),
    );
  });
});

describe('ntfy', () => {
  it('publishes as JSON at the root of the server', async () => {
    await tell(
      { kind: 'ntfy', url: `${sink.url}/sgos-ops`, token: { secret: 'TOKEN' } },
      eventOf({ app: 'büro' }),
    );
    const { path, headers, body } = sink.received[0]!;
    expect({ path, authorization: headers.authorization }).toEqual({
      path: '/',
      authorization: 'Bearer hush-token',
    });
    expect(body).toMatchObject({
      topic: 'sgos-ops',
      title: 'deploy büro on hornbill failed and was undone: BuildFailed',
      priority: 4,
      tags: ['x'],
      click: eventOf().url,
    });
    expect(body.message).toContain('no such file');
  });

  it('stays below the size at which ntfy makes a file of it', async () => {
    await tell({ kind: 'ntfy', url: `${sink.url}/t` }, eventOf({ step: '🦉'.repeat(2_000) }));
    expect(Buffer.byteLength(sink.received[0]!.body.message as string)).toBeLessThanOrEqual(3_900);
  });

  it('needs a topic', async () => {
    await expect(tell({ kind: 'ntfy', url: `${sink.url}/` })).rejects.toMatchObject({
      code: 'NotifyFailed',
      traits: { retry: 'never' },
    });
  });
});

describe('json', () => {
  it('sends the event as it is, with its words', async () => {
    await tell({ kind: 'json', url: `${sink.url}/hook?x=1`, token: { secret: 'TOKEN' } });
    const { path, headers, body } = sink.received[0]!;
    expect({ path, authorization: headers.authorization }).toEqual({
      path: '/hook?x=1',
      authorization: 'Bearer hush-token',
    });
    expect(body).toMatchObject({
      format: 1,
      ...eventOf(),
      title: 'deploy phone on hornbill failed and was undone: BuildFailed',
    });
    expect(body.text).toContain('roost show deploy-phone-1');
  });
});

describe('an alert, which is about no run', () => {
  const says = 'phone has had no successful backup for 27 h; its limit is 26 h.';

  it.each([
    ['slack', slack, { text: 'Alert: no backup of phone' }],
    ['googleChat', { kind: 'googleChat', url: { secret: 'HOOK' } }, { text: '❌ Alert: no backup of phone' }],
    [
      'json',
      { kind: 'json', url: 'URL' },
      {
        event: 'alert',
        alert: alertEvent().alert,
        url: null,
        failure: null,
        title: 'Alert: no backup of phone',
      },
    ],
    [
      'ntfy',
      { kind: 'ntfy', url: 'URL/ops' },
      { title: 'Alert: no backup of phone', priority: 4, tags: ['x'] },
    ],
  ])('reaches %s, without a link', async (_, target, body) => {
    const url =
      'url' in target && typeof target.url === 'string' ? { url: target.url.replace('URL', sink.url) } : {};
    await tell({ ...target, ...url }, alertEvent());
    expect(sink.received[0]!.body).toMatchObject(body);
    const text = JSON.stringify(sink.received[0]!.body);
    expect(text).toContain(says);
    expect(text).not.toMatch(/Open the run|"click"|null\/null|undefined/);
  });

  it('reaches a mailbox under an id of its own', async () => {
    const mail = await mailSink();
    await tell(
      {
        kind: 'email',
        host: '127.0.0.1',
        port: mail.port,
        security: 'none',
        from: 'roost@lab.example',
        to: ['a@lab.example'],
      },
      alertEvent(),
    );
    await mail.close();
    expect(mail.mails[0]!.text).toMatch(/^Subject: Alert: no backup of phone\r$/m);
    expect(mail.mails[0]!.text).toMatch(/^Message-ID: <alert\.alert-stale-phone-1\.\d+@roost>\r$/m);
  });
});

describe('over HTTP', () => {
  const failure = (rejected: Promise<void>) =>
    rejected.then(
      () => null,
      (error: { message: string; details: object }) => error,
    );

  it.each([
    [
      404,
      { retry: 'never', retryAfter: undefined },
      'team (slack) was not notified: it answered 404: no_service',
    ],
    [
      302,
      { retry: 'never', retryAfter: undefined },
      'team (slack) was not notified: it answered 302: no_service',
    ],
    [
      500,
      { retry: undefined, retryAfter: undefined },
      'team (slack) was not notified: it answered 500: no_service',
    ],
    [429, { retry: undefined, retryAfter: 7 }, 'team (slack) was not notified: it answered 429: no_service'],
  ])('tells by the answer %s whether another try may help', async (status, traits, message) => {
    const headers = { location: `${sink.url}/elsewhere`, ...(status === 429 && { 'retry-after': '7' }) };
    sink.answers = [{ status, body: 'no_service', headers: headers as Record<string, string> }];
    expect(await failure(tell(slack))).toMatchObject({
      code: 'NotifyFailed',
      message,
      details: { target: 'team' },
      traits,
    });
    expect(sink.received).toHaveLength(1);
  });

  it('names no address that is a secret', async () => {
    await sink.close();
    const refused = await failure(tell(slack));
    expect(refused!.message).toBe('team (slack) was not notified: it cannot be reached (ECONNREFUSED)');
    const broken = await failure(
      send(
        { name: 'team', events: [], output: true, ...slack },
        eventOf(),
        async () => 'hooks.slack.com/hush',
      ),
    );
    expect(broken!.message).toBe('team (slack) was not notified: its address is no http(s) URL');
    expect(JSON.stringify([refused, broken])).not.toContain('hush');
  });

  it('gives up a server that takes the request and never answers', async () => {
    sink.answers = ['hang'];
    expect(await failure(tell(slack))).toMatchObject({
      message: 'team (slack) was not notified: it did not answer within 10 s',
    });
  }, 15_000);
});
