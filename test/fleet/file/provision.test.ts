import { hostKey, linesOf, parse, sample } from './sample';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMa1rS7nVF5/bicp5pgQCn1fIkRaj9iOWuKnYoYgvUHg anna@laptop';
const slips = (more: string): string[] =>
  linesOf(`${more}\n${sample}`).map((line) => line.replace(/^\d+ /, ''));

it('fills in defaults, and has nobody as operator', () => {
  const { provision, operators } = parse(sample);
  expect(operators).toEqual({});
  expect(provision.hornbill).toEqual({
    packages: [],
    docker: true,
    timeZone: undefined,
    swap: undefined,
    sysctl: {},
    networks: [],
    firewall: { tcp: [80, 443], udp: [443], trusted: ['tailscale0'] },
    sshd: {},
    upgrades: true,
    logs: { journal: 500_000_000, container: 50_000_000 },
    revertAfter: 60_000,
  });
});

it("lets a host's own settings take precedence, key by key, and adds its lists", () => {
  const own = sample.replace(
    '    user: deploy\n',
    '    user: deploy\n    provision: { packages: [htop], swap: 1 GB, firewall: off }\n',
  );
  const { provision } = parse(
    `provision: { packages: [vim], swap: 2 GB, sysctl: { vm.swappiness: 10 } }\n${own}`,
  );
  expect(provision.hornbill).toMatchObject({
    packages: ['vim', 'htop'],
    swap: 1e9,
    firewall: null,
    sysctl: { 'vm.swappiness': '10' },
  });
  expect(provision.toucan).toMatchObject({ packages: ['vim'], swap: 2e9 });
});

it('takes an operator with keys', () => {
  const { operators } = parse(`operators: { anna: { keys: ['${key}'], hosts: [toucan] } }\n${sample}`);
  expect(operators.anna).toEqual({ name: 'anna', keys: [key], hosts: ['toucan'], sudo: true });
});

it.each([
  [
    `operators: { root: { keys: ['${key}'] } }`,
    'operators.root: is an account of the system; choose another name',
  ],
  [
    `operators: { deploy: { keys: ['${key}'] } }`,
    'operators.deploy: is the SSH user of hosts.toucan, by which roost works; give the person another account',
  ],
  ['operators: { anna: { keys: [] } }', 'operators.anna.keys: is empty; add a key, or take the operator out'],
  [
    `operators: { "anna;rm": { keys: ['${key}'] } }`,
    'operators.anna;rm: is not a valid name; write small letters, digits and hyphens, a letter first',
  ],
  [
    `operators: { anna: { keys: ['${key}'], hosts: [hornbil] } }`,
    'operators.anna.hosts.0: names no host of the fleet; did you mean hornbill?',
  ],
  [
    'operators: { anna: { keys: [\'command="x" ssh-ed25519 AAAA\'] } }',
    'operators.anna.keys.0: should be a public key, such as ssh-ed25519 AAAA… anna@laptop, without options',
  ],
  [
    "operators: { anna: { keys: ['ssh-ed25519 AAAAC3'] } }",
    'operators.anna.keys.0: is cut short or mistyped; copy the whole line of the .pub file',
  ],
  [
    `operators: { anna: { keys: ["${key}\\nssh-rsa x"] } }`,
    'operators.anna.keys.0: should be one line without spaces around it',
  ],
  [
    'provision: { packages: ["htop; reboot"] }',
    'provision.packages.0: should be a package of Debian, such as htop',
  ],
  ['provision: { packages: [-y] }', 'provision.packages.0: should be a package of Debian, such as htop'],
  [
    'provision: { timeZone: Vienna }',
    'provision.timeZone: should be a time zone by its IANA name, such as Europe/Berlin',
  ],
  ['provision: { swap: 2 }', 'provision.swap: should be a size with its unit, such as 2 GB'],
  [
    'provision: { networks: ["a b"] }',
    'provision.networks.0: should be the name of a Docker network, such as sgos',
  ],
  [
    'provision: { firewall: { tcp: [0] } }',
    'provision.firewall.tcp.0: should be a port from 1 to 65535, such as 443',
  ],
  [
    'provision: { firewall: { trusted: ["eth0; accept"] } }',
    'provision.firewall.trusted.0: should be an interface, such as tailscale0',
  ],
  [
    'provision: { sysctl: { "vm.swappiness; x": 1 } }',
    'provision.sysctl.vm.swappiness; x: is no kernel setting; write one such as vm.swappiness',
  ],
  [
    'provision: { sysctl: { vm.swappiness: "1\\n2" } }',
    'provision.sysctl.vm.swappiness: should be a number or a word, such as 10',
  ],
  [
    'provision: { sshd: { settings: { Match: all } } }',
    /Match: is no keyword of sshd_config that can be set here/,
  ],
  [
    'provision: { sshd: { settings: { Port: "22" } } }',
    /Port: is no keyword of sshd_config that can be set here/,
  ],
  [
    'provision: { sshd: { settings: { AllowUsers: "a\\nPermitRootLogin yes" } } }',
    /AllowUsers: should be a value on one line/,
  ],
  ['provision: { revertAfter: 3s }', 'provision.revertAfter: should be at least 10s'],
  ['provision: { firewal: off }', 'provision.firewal: is no key here; did you mean firewall?'],
])('refuses %s', (text, says) => {
  expect(slips(text)).toEqual([says instanceof RegExp ? expect.stringMatching(says) : says]);
});

it('refuses a private key without repeating it', () => {
  const [slip = '', ...rest] = slips(
    `operators: { anna: { keys: ['-----BEGIN OPENSSH PRIVATE KEY-----'] } }`,
  );
  expect([slip, ...rest].join()).not.toContain('BEGIN OPENSSH');
  expect(hostKey).not.toBe(key);
});
