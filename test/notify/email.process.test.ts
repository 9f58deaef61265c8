import type { NotifyTarget } from '../../src/fleet/file/notify/types';
import { send } from '../../src/notify/send';
import { eventOf } from './sample';
import { httpSink, mailSink, type HttpSink } from './sinks';

type Kind<K> = Extract<NotifyTarget, { kind: K }>;

let sink: HttpSink;
beforeEach(async () => (sink = await httpSink()));
afterEach(() => sink.close());

const secrets = async (name: string): Promise<string> =>
  ({ HOOK: `${sink.url}/services/T0/B0/hush`, TOKEN: 'hush-token', RIGHT: 'right', WRONG: 'wrong-hush' })[
    name
  ]!;
const tell = (target: object, event = eventOf()) =>
  send({ name: 'team', events: [], output: true, ...target } as unknown as NotifyTarget, event, secrets);

describe('email', () => {
  const to = (port: number, more: Partial<Kind<'email'>> = {}) => ({
    kind: 'email',
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'roost@lab.example',
    to: ['a@lab.example', 'b@lab.example'],
    ...more,
  });

  it('sends a plain text to everybody, logged in', async () => {
    const mail = await mailSink();
    await tell(
      to(mail.port, { user: 'roost', password: { secret: 'RIGHT' } }),
      eventOf({ app: 'phone\r\nBcc: x@evil.example' }),
    );
    await mail.close();
    const [{ text, ...envelope }] = mail.mails as [(typeof mail.mails)[0]];
    expect(envelope).toEqual({
      from: 'roost@lab.example',
      to: ['a@lab.example', 'b@lab.example'],
      user: 'roost',
    });
    expect(text).toMatch(
      /^Subject: deploy phone Bcc: x@evil.example on hornbill failed and was\r\n undone: BuildFailed\r$/m,
    );
    expect(text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(text).toMatch(/^Message-ID: <failure\.0199-run\.\d+@roost>\r$/m);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(text).toContain('roost show deploy-phone-1');
  });

  it('is not tried again with a password that was refused', async () => {
    const mail = await mailSink();
    const sent = tell(to(mail.port, { user: 'roost', password: { secret: 'WRONG' } }));
    await expect(sent).rejects.toMatchObject({
      code: 'NotifyFailed',
      traits: { retry: 'never' },
      message: expect.not.stringContaining('wrong-hush'),
    });
    await mail.close();
  });

  it('sends nothing in the clear where TLS is asked for', async () => {
    const plain = await mailSink({ disabledCommands: ['STARTTLS'] });
    await expect(
      tell(to(plain.port, { security: 'starttls', user: 'roost', password: { secret: 'RIGHT' } })),
    ).rejects.toMatchObject({ code: 'NotifyFailed' });
    await plain.close();
    // Its certificate is its own.
    const untrusted = await mailSink();
    await expect(tell(to(untrusted.port, { security: 'starttls' }))).rejects.toThrow(/certificate/);
    await untrusted.close();
    expect([...plain.mails, ...untrusted.mails]).toEqual([]);
  });

  it('says that nobody listens', async () => {
    const mail = await mailSink();
    await mail.close();
    await expect(tell(to(mail.port))).rejects.toMatchObject({
      code: 'NotifyFailed',
      message: expect.stringContaining('ECONNREFUSED'),
      details: { target: 'team' },
    });
  });
});
