import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { addressPattern, httpUrl } from '../host/schema';
import { choice, list, named, section, text } from '../values/fields';

export const notifyEvents = ['failure', 'recovery', 'waiting', 'success', 'alert'] as const;

/** A value in secrets.file. */
export const secret = section('a section with secret', {
  secret: text(
    'the name of a secret',
    'SLACK_URL',
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'Its name in the file that secrets.file names',
  ),
});

/** For addresses that are a password themselves. */
const secretUrl = secret.meta({
  description: 'The address of the webhook, by its name in secrets.file: anyone who knows it can post there',
});

const url = (example: string, note: string) =>
  z
    .union([httpUrl('a URL without a password', example, note), secret], {
      error: `should be a URL without a password, such as ${example}, or a section with secret`,
    })
    .meta({ description: note, examples: [example] });

const token = secret.meta({ description: 'Sent as Authorization: Bearer' }).optional();

const mailbox = (example: string, note?: string) =>
  text('an e-mail address', example, /^[^\s@<>,;]+@[^\s@<>,;]+$/, note);

const email = section('an e-mail target, a section with server, from and to', {
  server: text(
    'an SMTP server with or without a port',
    'mail.example:587',
    addressPattern,
    'Default port 587, with security tls 465',
  ),
  security: choice(
    ['starttls', 'tls', 'none'],
    'tls: from the first byte on. Default starttls; none: only to a server on this machine',
  ).optional(),
  user: text('a user', 'roost', (value) => value !== '').optional(),
  password: secret.meta({ description: 'By its name in secrets.file' }).optional(),
  from: mailbox('roost@example.com'),
  to: list('e-mail addresses', mailbox('ops@example.com')).min(1, {
    error: 'is empty; add an e-mail address, such as ops@example.com',
  }),
});

const events = (note: string) => list('events', choice(notifyEvents, 'An event to send'), note).optional();

const target = section('a target, a section with one of slack, googleChat, ntfy, email and json', {
  slack: section('a section with url', { url: secretUrl })
    .meta({ description: "Slack's incoming webhook, or what takes the same (Mattermost)" })
    .optional(),
  googleChat: section('a section with url', { url: secretUrl })
    .meta({ description: "Google Chat's incoming webhook" })
    .optional(),
  ntfy: section('a section with url and token', {
    url: url('https://ntfy.sh/sgos-4f1c', 'Server and topic'),
    token,
  }).optional(),
  email: email.optional(),
  json: section('a section with url and token', {
    url: url('http://127.0.0.1:9000/roost', 'Gets the event as JSON'),
    token,
  }).optional(),
  events: events(
    sentences(
      'Events to send; an alert is sent when it begins and when it ends.',
      'Default failure, recovery, waiting, alert',
    ),
  ),
  output: z
    .boolean({ error: 'should be true or false' })
    .meta({
      description: sentences(
        "Whether the last lines of a container's log or a build are in the message:",
        'they may hold data of users.',
        'Default true, for ntfy false: anyone can read a topic of ntfy.sh',
      ),
    })
    .optional(),
});

/** Of the whole fleet: targets by name. */
export const notifySchema = named('notification targets, each by its name', target);

/** Of one app. */
export const appNotifySchema = section('the notifications of this app, a section with targets and events', {
  targets: list(
    'target names',
    text('the name of a target under notify', 'team', (value) => value !== ''),
    'Default: all targets; [] is none',
  ).optional(),
  events: events("Events of this app, instead of each target's own"),
});

export type TargetInput = z.infer<typeof target>;
