import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { choice, duration, list, named, section, text, whole } from '../values/fields';
import { parseSize } from '../values/size';
import { isTimeZone } from '../values/time-zone';
import { operatorKeyProblem } from './operator-key';

/** As Debian's adduser takes them. */
const userPattern = /^[a-z_][a-z0-9_-]{0,31}$/;

const yesNo = (note: string) =>
  z.boolean({ error: () => 'should be true or false' }).meta({ description: note, examples: [false] });

const size = (example: string, note: string) =>
  text('a size with its unit', example, (value) => (parseSize(value) ?? 0) >= 1_000_000, note);

const port = whole('a port from 1 to 65535', 443, 1, 65_535);

const firewall = section('rules, a section with tcp, udp and trusted', {
  tcp: list(
    'ports',
    port,
    'TCP ports open to everybody, also those that Docker publishes. Default 80 and 443',
  ).optional(),
  udp: list('ports', port, 'UDP ports open to everybody. Default 443').optional(),
  trusted: list(
    'interfaces',
    text('an interface', 'tailscale0', /^[A-Za-z][A-Za-z0-9_.-]{0,13}\*?$/),
    'Interfaces from which everything is let in. Default tailscale0',
  ).optional(),
});

/** By these roost could not find its way back, or they are not about the whole daemon. */
const refused = [
  'match',
  'include',
  'port',
  'listenaddress',
  'addressfamily',
  'hostkey',
  'authorizedkeysfile',
];

const sshdSettings = z
  .record(
    z
      .string()
      .refine((name) => /^[A-Za-z][A-Za-z0-9]{1,39}$/.test(name) && !refused.includes(name.toLowerCase())),
    text('a value on one line', 'no', /^[^\p{Cc}#]{1,500}$/u),
    {
      error: (issue) =>
        issue.code === 'invalid_key'
          ? `is no keyword of sshd_config that can be set here (not ${refused.join(', ')})`
          : 'should be a section of keywords of sshd_config, such as AllowGroups: roost-operators',
    },
  )
  .meta({ description: 'Keywords of sshd_config with their values, in 00-roost.conf' });

const sysctl = z
  .record(
    z.string().regex(/^[a-z0-9_]+(\.[A-Za-z0-9_-]+)+$/),
    z
      .union([z.int(), z.string().regex(/^[\w.,/ -]{1,200}$/, 'should be a number or a word, such as 10')], {
        error: () => 'should be a number or a word, such as 10',
      })
      .transform(String),
    {
      error: (issue) =>
        issue.code === 'invalid_key'
          ? 'is no kernel setting; write one such as vm.swappiness'
          : 'should be a section of kernel settings, such as vm.swappiness: 10',
    },
  )
  .meta({ description: 'Kernel settings by name', examples: [{ 'vm.swappiness': 10 }] });

const off = choice(['off'], 'off: roost leaves it alone');

export const provisionSchema = section('what hosts are to be, a section with packages, firewall and others', {
  packages: list(
    'packages',
    text('a package of Debian', 'htop', /^[a-z0-9][a-z0-9+.-]{1,99}$/),
    'Packages of Debian or Ubuntu, besides those that roost needs',
  ).optional(),
  docker: yesNo('Whether Docker Engine and Compose are installed. Default true').optional(),
  timeZone: text(
    'a time zone by its IANA name',
    'Europe/Berlin',
    isTimeZone,
    'The zone of the host. Without it the zone stays as it is',
  ).optional(),
  swap: size('2 GB', 'Size of /swapfile. Without it swap stays as it is').optional(),
  sysctl: sysctl.optional(),
  networks: list(
    'Docker networks',
    text('the name of a Docker network', 'sgos', /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/),
    'Docker networks that apps expect, besides that of the proxy',
  ).optional(),
  firewall: z
    .union([off, firewall], { error: () => 'should be off, or a section with tcp, udp and trusted' })
    .meta({ description: 'off: roost sets no rules. A section: what is open' })
    .optional(),
  sshd: z
    .union(
      [off, section('settings of sshd, a section with settings', { settings: sshdSettings.optional() })],
      {
        error: () => 'should be off, or a section with settings',
      },
    )
    .meta({ description: 'off: roost leaves sshd alone. A section: what else is set' })
    .optional(),
  upgrades: yesNo('Whether security upgrades are installed by themselves. Default true').optional(),
  logs: section('limits of logs, a section with journal and container', {
    journal: size('500 MB', 'Largest size of the journal. Default 500 MB').optional(),
    container: size('50 MB', "Largest size of a container's log. Default 50 MB").optional(),
  }).optional(),
  revertAfter: duration(
    '1m',
    sentences(
      'After how long the host takes a change of firewall or sshd back that no new connection has confirmed.',
      'Default 1m',
    ),
  ).optional(),
});

const operatorKey = z
  .string({ error: () => 'should be a public key, such as ssh-ed25519 AAAA… anna@laptop' })
  .superRefine((value, context) => {
    const message = operatorKeyProblem(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ description: 'A public key, as in a .pub file', examples: ['ssh-ed25519 AAAA… anna@laptop'] });

const operator = section('an operator, a section with keys', {
  keys: list(
    'public keys',
    operatorKey,
    'The public keys of this person. Others are removed from the account',
  ),
  hosts: list(
    'hosts',
    text('a host', 'hornbill', userPattern),
    'Only on these hosts. Default all',
  ).optional(),
  sudo: yesNo('Whether this person may become root without a password. Default true').optional(),
});

export const operatorsSchema = named('operators, each by the name of the account', operator);

export type ProvisionInput = z.infer<typeof provisionSchema>;
export type OperatorInput = z.infer<typeof operator>;
