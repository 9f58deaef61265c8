import { recipients } from '../../../src/notify';
import { linesOf, parse, sample } from './sample';

const head = `secrets: { file: ~/.config/roost/secrets.env.sops }
notify:
  team: { slack: { url: { secret: SLACK_URL } } }
  pager: { ntfy: { url: https://ntfy.sh/lab, token: { secret: NTFY } }, events: [failure, waiting] }
  mail: { email: { server: mail.example, user: roost, password: { secret: SMTP }, from: roost@lab.example, to: [ops@lab.example] } }
  log: { json: { url: http://127.0.0.1:9000/roost }, events: [success] }
`;
const fleetWith = (app = '') => parse(head + sample.replace('settle: 10s', `settle: 10s${app}`));

/** With one target in the place of `team`. */
const slips = (target: string, more = '') => linesOf(`notify: { team: ${target} }\n${sample}${more}`);

it('has its defaults', () => {
  const { notify, secrets } = fleetWith();
  expect(secrets.file).toBe('/home/op/.config/roost/secrets.env.sops');
  expect(notify).toEqual({
    team: {
      name: 'team',
      kind: 'slack',
      url: { secret: 'SLACK_URL' },
      output: true,
      events: ['failure', 'recovery', 'waiting', 'alert'],
    },
    pager: {
      name: 'pager',
      kind: 'ntfy',
      url: 'https://ntfy.sh/lab',
      token: { secret: 'NTFY' },
      output: false,
      events: ['failure', 'waiting'],
    },
    mail: {
      name: 'mail',
      kind: 'email',
      output: true,
      host: 'mail.example',
      port: 587,
      security: 'starttls',
      user: 'roost',
      password: { secret: 'SMTP' },
      from: 'roost@lab.example',
      to: ['ops@lab.example'],
      events: ['failure', 'recovery', 'waiting', 'alert'],
    },
    log: { name: 'log', kind: 'json', url: 'http://127.0.0.1:9000/roost', output: true, events: ['success'] },
  });
  expect(parse(sample).notify).toEqual({});
});

it.each([
  ['mail.example', 'tls', { host: 'mail.example', port: 465 }],
  ['mail.example:2525', 'starttls', { host: 'mail.example', port: 2525 }],
  ['[::1]:25', 'none', { host: '::1', port: 25 }],
])('reads the mail server %s with security %s', (server, security, expected) => {
  const email = `{ server: '${server}', security: ${security}, from: a@b, to: [c@d] }`;
  expect(parse(`notify: { mail: { email: ${email} } }\n${sample}`).notify.mail).toMatchObject(expected);
});

it.each([
  ['', 'phone', 'failure', ['team', 'pager', 'mail']],
  ['', 'phone', 'recovery', ['team', 'mail']],
  ['', 'phone', 'success', ['log']],
  ['', 'phone', 'alert', ['team', 'mail']],
  ['', '', 'alert', ['team', 'mail']],
  ['\n    notify: { targets: [pager] }', 'phone', 'failure', ['pager']],
  ['\n    notify: { targets: [pager] }', 'wiki', 'failure', ['team', 'pager', 'mail']],
  ['\n    notify: { targets: [] }', 'phone', 'failure', []],
  ['\n    notify: { events: [success] }', 'phone', 'failure', []],
  ['\n    notify: { events: [success], targets: [team] }', 'phone', 'success', ['team']],
  ['', 'an-app-that-left', 'failure', ['team', 'pager', 'mail']],
] as const)('is heard by whom it concerns (%s %s %s)', (own, app, event, names) => {
  expect(recipients(fleetWith(own), app, event).map(({ name }) => name)).toEqual(names);
});

it.each([
  ['no kind', '{}', '1 notify.team: should have one of slack, googleChat, ntfy, email, json; it has none'],
  [
    'two kinds',
    '{ json: { url: http://x }, ntfy: { url: http://x/y } }',
    '1 notify.team: should have one of slack, googleChat, ntfy, email, json; it has ntfy and json',
  ],
  [
    'the address of a chat in the clear',
    '{ slack: { url: https://hooks.slack.com/services/T0/B0/secret } }',
    '1 notify.team.slack.url: should be a section with secret',
  ],
  [
    'a password in an address',
    '{ json: { url: https://u:p@x } }',
    '1 notify.team.json.url: should be a URL without a password, such as http://127.0.0.1:9000/roost',
  ],
  [
    'neither',
    '{ json: { url: 5 } }',
    '1 notify.team.json.url: should be a URL without a password, such as http://127.0.0.1:9000/roost, or a section with secret',
  ],
  [
    'a secret without its file',
    '{ json: { url: { secret: A } } }',
    '1 notify.team.json.url: needs the file that holds the secret; add secrets.file',
  ],
  [
    'an unknown event',
    '{ json: { url: http://x }, events: [panic] }',
    '1 notify.team.events.0: should be one of: failure, recovery, waiting, success, alert',
  ],
  [
    'a login in the clear over the net',
    '{ email: { server: m.example, security: none, user: u, from: a@b, to: [c@d] } }',
    '1 notify.team.email.password: is missing; add a section with secret',
    '1 notify.team.email.security: is none, which is for a server on this machine; write starttls or tls',
  ],
  [
    'a foreign key',
    '{ email: { server: m, from: a@b, to: [c@d], cc: [e@f] } }',
    '1 notify.team.email.cc: is no key here; the keys are server, security, user, password, from, to',
  ],
])('refuses %s', (_, target, ...lines) => expect(slips(target)).toEqual(lines));

it('refuses an app that names a target which is none', () => {
  const text = `notify: { team: { json: { url: http://x } } }\n${sample.replace('settle: 10s', 'notify: { targets: [teamm] }')}`;
  expect(linesOf(text)).toEqual([
    '22 apps.phone.notify.targets.0: names no target under notify; did you mean team?',
  ]);
});
