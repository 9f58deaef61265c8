import { testSlips, type Slip } from './slips';

const appKeys = [
  'host, contract, repository, branch, directory, source, project, compose, profiles, envFiles',
  'domain, service, port, proxy, secrets, data, health, settle, releases, strategy, postdeploy',
  'scripts, notify, cloudflare, needs, migration, push, backup, archived',
].join(', ');

const slips: Slip[] = [
  [
    'a text for a number',
    'status: 200',
    'status: "200"',
    '20 apps.phone.health.status: should be a number, such as 200',
  ],
  [
    'a status out of range',
    'status: 200',
    'status: 99',
    '20 apps.phone.health.status: should be a number, such as 200',
  ],
  [
    'a number for a duration',
    '10s',
    '10',
    '21 apps.phone.settle: should be a duration with its unit, at most 168h, such as 10s',
  ],
  [
    'a duration longer than a timer',
    '10s',
    '169h',
    '21 apps.phone.settle: should be a duration with its unit, at most 168h, such as 10s',
  ],
  [
    'a mistyped key',
    'settle: 10s',
    'setle: 10s',
    '21 apps.phone.setle: is no key here; did you mean settle?',
  ],
  [
    'a foreign key',
    'settle: 10s',
    'colour: red',
    `21 apps.phone.colour: is no key here; the keys are ${appKeys}`,
  ],
  [
    'a mistyped key further in',
    '{ switch: flag }',
    '{ swich: flag }',
    '19 apps.phone.proxy.swich: is no key here; did you mean switch?',
  ],
  [
    'a missing key',
    '    contract: sgos\n',
    '',
    '13 apps.phone.contract: is missing; add one of: sgos, compose',
  ],
  [
    'a value that is no choice',
    'contract: sgos',
    'contract: heroku',
    '15 apps.phone.contract: should be one of: sgos, compose',
  ],
  [
    'a name with capitals',
    '  wiki:',
    '  Wiki:',
    '22 apps.Wiki: is not a valid name; write small letters, digits and hyphens, a letter first',
  ],
  [
    'the name of the flag of all',
    '  wiki:',
    '  global:',
    '22 apps.global: is the name of the maintenance flag of all apps; choose another',
  ],
  [
    'a name that repeats the contract',
    '  phone:',
    '  sgos-phone:',
    '13 apps.sgos-phone: should be phone: contract sgos puts sgos- before it',
  ],
  [
    'a section left empty',
    'health: { status: 200 }',
    'health:',
    '20 apps.phone.health: should be none, or the health check, a section with path, tcp or url',
  ],
  [
    'a list for a section',
    'proxy: { switch: flag }',
    'proxy: [flag]',
    "19 apps.phone.proxy: should be the app's side of the proxy, a section with switch and drain",
  ],
  [
    'a key file that is no path',
    'fleet: lab',
    'fleet: lab\nsecrets: { age: { keyFile: ~keys.txt } }',
    '2 secrets.age.keyFile: should be the file of the private age key, such as ~/.config/sops/age/keys.txt',
  ],
  [
    'an interval without a unit',
    'fleet: lab',
    'fleet: lab\npush: { heads: 5 }',
    '2 push.heads: should be a duration with its unit, at most 168h, such as 5m; or off',
  ],
  [
    'a gateway that listens by name',
    'fleet: lab',
    'fleet: lab\ngateway: { address: localhost }',
    '2 gateway.address: should be an IP address of this machine, such as 127.0.0.1',
  ],
  [
    'a key twice',
    'settle: 10s',
    'settle: 10s\n    settle: 20s',
    '22 apps.phone.settle: is written twice; keep one of the two',
  ],
  [
    'a lost anchor',
    'settle: 10s',
    '<<: *shared',
    '21 apps.phone.<<: refers to an anchor that is not above it; write &NAME there first',
  ],
  [
    'a merge of no section',
    'settle: 10s',
    '<<: shared',
    '21 apps.phone.<<: should name one or more anchored sections, such as *app',
  ],
  ['a second document', '  wiki:', '---\nwiki:', '22 begins a second document; keep one, without ---'],
];

describe('a slip in a key or a value', () => testSlips(slips));
