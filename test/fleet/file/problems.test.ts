import { hostKey, linesOf, mutate, problemsOf, sample } from './sample';

const appKeys =
  'host, contract, repository, branch, directory, source, project, compose, profiles, envFiles, domain, service, port, proxy, secrets, data, health, settle, releases, strategy, postdeploy, scripts, notify, cloudflare, needs, migration, push, backup, archived';
const inside = "inside the app's folder";
const key = hostKey.split(' ')[1]!;

/** One slip each: what is replaced in the sample, by what, and the whole message. */
const slips: [name: string, from: string, to: string, ...lines: string[]][] = [
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
    'an unknown host',
    'phone:\n    host: hornbill',
    'phone:\n    host: hornbil',
    '14 apps.phone.host: names no host of this file; did you mean hornbill?',
  ],
  [
    'a host far off',
    'phone:\n    host: hornbill',
    'phone:\n    host: albatross',
    '14 apps.phone.host: names no host of this file; the hosts are hornbill, toucan',
  ],
  [
    'a host named like a JavaScript property',
    'phone:\n    host: hornbill',
    'phone:\n    host: constructor',
    '14 apps.phone.host: names no host of this file; the hosts are hornbill, toucan',
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
  [
    'a relative directory',
    '/srv/apps/wiki',
    'apps/wiki',
    '26 apps.wiki.directory: should be an absolute folder on the host, such as /srv/apps/sgos-phone',
  ],
  [
    'the root as directory',
    '/srv/apps/wiki',
    '/srv/..',
    '26 apps.wiki.directory: should be an absolute folder on the host, such as /srv/apps/sgos-phone',
  ],
  [
    'a need that is no app',
    'settle: 10s',
    'needs: [wikki]',
    '21 apps.phone.needs.0: names no app of this file; did you mean wiki?',
  ],
  [
    'a need that is there twice',
    'settle: 10s',
    'needs: [wiki, wiki]',
    '21 apps.phone.needs.1: is there twice; keep one',
  ],
  [
    'an app that needs itself',
    'settle: 10s',
    'needs: [phone]',
    '21 apps.phone.needs.0: leads back to phone: phone needs phone; take one of these away',
  ],
  [
    'a directory on two apps',
    '/srv/apps/wiki',
    '/srv/apps//sgos-phone/',
    '26 apps.wiki.directory: is that of apps.phone on hornbill; give each app its own',
  ],
  [
    'a directory in another',
    '/srv/apps/wiki',
    '/srv/apps/sgos-phone/wiki',
    '26 apps.wiki.directory: is inside that of apps.phone on hornbill; give each app its own',
  ],
  [
    'a directory around another',
    '/srv/apps/wiki',
    '/srv/apps',
    '26 apps.wiki.directory: contains that of apps.phone on hornbill; give each app its own',
  ],
  [
    'a project on two apps',
    'service: web',
    'service: web\n    project: sgos-phone',
    "28 apps.wiki.project: is that of apps.phone on hornbill, so each would replace the other's containers; add another",
  ],
  [
    'a domain on two apps',
    'service: web',
    'service: web\n    domain: phone.sgos.example',
    '28 apps.wiki.domain: is that of apps.phone on hornbill; give each app its own',
  ],
  [
    'a domain with its scheme',
    'phone.sgos.example',
    'https://phone.sgos.example',
    '17 apps.phone.domain: should be a domain without scheme and path, such as phone.example',
  ],
  [
    'a project Compose would refuse',
    'service: web',
    'service: web\n    project: My Wiki',
    '28 apps.wiki.project: should be a Compose project name of small letters, digits, _ and -, such as sgos-phone',
  ],
  [
    'a repository that runs a command',
    'https://git.example/wiki.git',
    'ext::sh -c id',
    '25 apps.wiki.repository: should be a Git address without a password, such as git@github.example:sgos/sgos-phone.git',
  ],
  [
    'a repository with a token',
    'https://git.example',
    'https://robot:s3cret@git.example',
    '25 apps.wiki.repository: should be a Git address without a password, such as git@github.example:sgos/sgos-phone.git',
  ],
  [
    'a branch that is an option',
    'service: web',
    'service: web\n    branch: --upload-pack=id',
    '28 apps.wiki.branch: should be a branch, such as main',
  ],
  [
    'a secret that leaves the folder',
    'service: web',
    'service: web\n    secrets: [{ source: a.sops, target: ../.env, format: dotenv }]',
    `28 apps.wiki.secrets.0.target: should be a file ${inside}, such as src/.env`,
  ],
  [
    'a secret in roost’s books',
    'service: web',
    'service: web\n    secrets: [{ source: a.sops, target: ./.roost/lock, format: dotenv }]',
    `28 apps.wiki.secrets.0.target: should be a file ${inside}, such as src/.env`,
  ],
  [
    'two secrets to one file',
    'service: web',
    'service: web\n    secrets:\n      - { source: a.sops, target: .env, format: dotenv }\n      - { source: b.sops, target: .env, format: dotenv }',
    '30 apps.wiki.secrets.1.target: is written by another secret as well; give each its own file',
  ],
  [
    'a folder that leaves the app',
    'service: web',
    'service: web\n    data: { folders: [/etc] }',
    `28 apps.wiki.data.folders.0: should be a folder ${inside}, such as data/voicemails`,
  ],
  [
    'the app as its own database',
    'service: web',
    'service: web\n    data: { postgres: { service: web, database: wiki } }',
    "28 apps.wiki.data.postgres.service: is the app's own service; name the one that keeps the data",
  ],
  [
    'scripts beside app.json',
    'settle: 10s',
    'scripts: { backup: ./b.sh }',
    '21 apps.phone.scripts: belongs in app.json with contract sgos; remove it here',
  ],
  [
    'no directory and service with compose',
    '    directory: /srv/apps/wiki\n    service: web\n',
    '',
    '22 apps.wiki.directory: is missing; add an absolute folder on the host, such as /srv/apps/phone',
    '22 apps.wiki.service: is missing; add the Compose service that serves, such as app',
  ],
  [
    'a migration of unknown class',
    'service: web',
    'service: web\n    data: { postgres: { service: db, database: wiki } }\n    scripts: { postdeploy: migrate }',
    '22 apps.wiki.migration: is missing; write none, safe or breaking, since scripts.postdeploy may change the database',
  ],
  [
    'rolling without a switch',
    'service: web',
    'service: web\n    strategy: rolling',
    '28 apps.wiki.strategy: needs proxy.switch: flag when it is rolling; add that, or write auto or recreate',
  ],
  [
    'a switch without a port',
    '    port: 8080\n',
    '',
    '13 apps.phone.port: is missing; add the port in the container, such as 8080, which proxy.switch needs',
  ],
  [
    'a switch without a proxy',
    'phone:\n    host: hornbill',
    'phone:\n    host: toucan',
    "19 apps.phone.proxy.switch: needs the proxy's folders; add hosts.toucan.proxy",
  ],
  [
    'a switch on a host that says it has no proxy',
    'proxy: { container: sgos-proxy, network: sgos, flags: /srv/flags, live: /srv/live }',
    'proxy: { kind: none }',
    "19 apps.phone.proxy.switch: needs the proxy's folders; add hosts.hornbill.proxy",
  ],
  [
    'folders of a proxy that is none',
    'container: sgos-proxy, network: sgos, flags',
    'kind: none, flags',
    '7 hosts.hornbill.proxy.flags: says something of a proxy, but kind is none; remove one of the two',
    '7 hosts.hornbill.proxy.live: says something of a proxy, but kind is none; remove one of the two',
    "19 apps.phone.proxy.switch: needs the proxy's folders; add hosts.hornbill.proxy",
  ],
  [
    'a kind of proxy that is not known',
    'container: sgos-proxy',
    'kind: haproxy, container: sgos-proxy',
    '7 hosts.hornbill.proxy.kind: should be one of: nginx, caddy, traefik, none',
  ],
  [
    'Caddy without its folders',
    'container: sgos-proxy, network: sgos, flags: /srv/flags, live',
    'kind: caddy, container: sgos-proxy, network: sgos, live',
    '7 hosts.hornbill.proxy.flags: is missing; add an absolute folder on the host, such as /srv/proxy/flags',
  ],
  [
    'Traefik with the folders of flags',
    'container: sgos-proxy',
    'kind: traefik, container: sgos-proxy',
    '7 hosts.hornbill.proxy.dynamic: is missing; add an absolute folder on the host, such as /srv/traefik/dynamic',
    '7 hosts.hornbill.proxy.flags: is not for traefik, which has dynamic; remove it',
    '7 hosts.hornbill.proxy.live: is not for traefik, which has dynamic; remove it',
  ],
  [
    'nginx with the folder of Traefik',
    'container: sgos-proxy',
    'dynamic: /srv/dynamic, container: sgos-proxy',
    '7 hosts.hornbill.proxy.dynamic: is for kind: traefik only; remove it',
  ],
  [
    'a health check nobody can ask',
    'service: web',
    'service: web\n    health: { json: { ok: true } }',
    '28 apps.wiki.health.json: is about an answer that nobody asks for; add port, or write health.url',
  ],
  [
    'a TCP port and a status',
    'service: web',
    'service: web\n    health: { tcp: 5432, status: 200 }',
    '28 apps.wiki.health.status: is about HTTP and cannot be used with tcp; keep one of the two',
  ],
  [
    'a word that is no health check',
    'service: web',
    'service: web\n    health: off',
    '28 apps.wiki.health: should be none, or the health check, a section with path, tcp or url',
  ],
  [
    'url and path at once',
    'service: web',
    'service: web\n    health: { url: "https://w.example/", path: /h }',
    '28 apps.wiki.health.path: cannot be used with url; keep one of the two',
  ],
  [
    'a JSON field that is a section',
    '{ status: 200 }',
    '{ json: { a: { b: 1 } } }',
    '20 apps.phone.health.json.a: should be one value: a text, a number, true, false or null',
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
    'a path outside the repository',
    'settle: 10s',
    'push: { paths: [../site] }',
    '21 apps.phone.push.paths.0: should be a file or folder in the repository, such as stacks/site',
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

describe('a slip in the fleet file', () => {
  it('leaves the sample itself alone', () => expect(linesOf(sample)).toEqual([]));

  it.each(slips)('%s', (_, from, to, ...lines) => expect(linesOf(mutate(from, to))).toEqual(lines));
});

describe('several slips', () => {
  it('are told at once, by line, whichever check finds them', () => {
    const text = mutate('status: 200', 'status: x')
      .replace('service: web', 'service: web\n    host_: 1\n    strategy: rolling')
      .replace('contract: sgos', 'contract: sgos\n    migration: safe');
    expect(problemsOf(text).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '16 apps.phone.migration',
      '21 apps.phone.health.status',
      '29 apps.wiki.host_',
      '30 apps.wiki.strategy',
    ]);
  });

  it('point into the anchored section where they are written', () => {
    const merged = mutate('  phone:', '  phone: &phone')
      .replace('status: 200', 'status: no')
      .replace(/ {2}wiki:[^]*/, '  desk:\n    <<: *phone\n    domain: desk.sgos.example\n    port: x\n');
    expect(problemsOf(merged).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '20 apps.desk.health.status',
      '20 apps.phone.health.status',
      '25 apps.desk.port',
    ]);
  });
});

describe('what is no fleet at all', () => {
  const missing = [
    '1 apps: is missing; add apps, each by its name',
    '1 fleet: is missing; add a name of small letters, digits and hyphens, such as sgos',
    '1 hosts: is missing; add hosts, each by its name',
  ];
  it.each([
    ['an empty file', '', ['1 should be a fleet, a section with fleet, hosts and apps']],
    ['a list', '- fleet', ['1 should be a fleet, a section with fleet, hosts and apps']],
    ['an empty section', '{}', missing],
    [
      'aliases without an end',
      'fleet: &a [*a]',
      missing
        .filter((line) => !line.includes('fleet:'))
        .concat('1 fleet: should be a name of small letters, digits and hyphens, such as sgos')
        .sort(),
    ],
  ])('%s', (_, text, lines) => expect(linesOf(text)).toEqual(lines));

  it('names the line of a slip in the YAML', () =>
    expect(linesOf('fleet: lab\nhosts: [\n')[0]).toMatch(/^\d+ is not YAML: /));
});

describe('a private key in the file', () => {
  const secret = 'AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYV4V';

  it.each([
    ['as a value', mutate('fleet: lab', `fleet: lab\nsecrets: { age: { keyFile: ${secret} } }`)],
    ['as a key', mutate('fleet: lab', `fleet: lab\n${secret}: 1`)],
    ['as a host', mutate('phone:\n    host: hornbill', `phone:\n    host: ${secret}`)],
    ['in a comment', mutate('fleet: lab', `fleet: lab # ${secret}`)],
    ['in broken YAML', mutate('fleet: lab', `fleet: [${secret}`)],
    ['as a lost anchor', mutate('fleet: lab', `fleet: *${secret}`)],
  ])('%s is refused and not repeated', (_, text) => {
    expect(linesOf(text).some((line) => line.includes('holds a private key'))).toBe(true);
    expect(JSON.stringify([linesOf(text), problemsOf(text)])).not.toContain(secret.slice(16, 30));
  });
});
