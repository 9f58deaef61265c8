import { hostKey } from '../sample';
import { testSlips, type Slip } from './slips';

const key = hostKey.split(' ')[1]!;

const slips: Slip[] = [
  [
    'no addresses',
    'addresses: [192.0.2.8]',
    'addresses: []',
    '10 hosts.toucan.addresses: is empty; add an address, such as 192.0.2.7:22',
  ],
  [
    'one address without a list',
    'addresses: [192.0.2.8]',
    'addresses: 192.0.2.8',
    '10 hosts.toucan.addresses: should be a list of addresses',
  ],
  [
    'an address with its user',
    '192.0.2.7]',
    'deploy@192.0.2.7]',
    '5 hosts.hornbill.addresses.1: should be an address with or without a port, such as 192.0.2.7:22',
  ],
  [
    'a host without user and address',
    '    user: deploy\n    addresses: [192.0.2.8]\n',
    '',
    '8 hosts.toucan.addresses: is missing; add a list of addresses, such as ["192.0.2.7:22"]',
    '8 hosts.toucan.user: is missing; add an SSH user, such as deploy',
  ],
  [
    'no host key',
    `    hostKey: ${hostKey}\n    proxy`,
    '    proxy',
    "3 hosts.hornbill.hostKey: is missing; add the host's public key, such as ssh-ed25519 AAAA…; `ssh-keyscan HOST` prints it",
  ],
  [
    'a host key cut short',
    key,
    key.slice(0, -4),
    '6 hosts.hornbill.hostKey: is cut short or mistyped; copy the whole line that `ssh-keyscan HOST` prints',
  ],
  [
    'a host key of another type',
    'ssh-ed25519 ',
    'ssh-rsa ',
    '6 hosts.hornbill.hostKey: is cut short or mistyped; copy the whole line that `ssh-keyscan HOST` prints',
  ],
  [
    'a fingerprint',
    hostKey,
    'SHA256:2fCBNUnn36Pw',
    '6 hosts.hornbill.hostKey: is a fingerprint; write the key itself, as `ssh-keyscan HOST` prints it',
  ],
  [
    'a whole line of ssh-keyscan',
    hostKey,
    `"[127.0.0.1]:2201 ${hostKey}"`,
    '6 hosts.hornbill.hostKey: begins with an address; write only the key type and the key',
  ],
];

describe('a slip in a host', () => testSlips(slips));
