import { inside, testSlips, type Slip } from './slips';

const slips: Slip[] = [
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
    'a path outside the repository',
    'settle: 10s',
    'push: { paths: [../site] }',
    '21 apps.phone.push.paths.0: should be a file or folder in the repository, such as stacks/site',
  ],
];

describe('a slip in an app', () => testSlips(slips));
