import { gitHubOf } from '../../src/github/repository';

const servers = { 'github.acme.example': 'ACME_TOKEN' };
const phone = { owner: 'sgos', name: 'phone' };
const atGitHub = { ...phone, api: 'https://api.github.com', token: 'GITHUB_TOKEN' };
const atAcme = { ...phone, api: 'https://github.acme.example/api/v3', token: 'ACME_TOKEN' };

test.each([
  ['git@github.com:sgos/phone.git', atGitHub],
  ['https://github.com/sgos/phone', atGitHub],
  ['https://GitHub.com/sgos/phone', atGitHub],
  ['ssh://git@ssh.github.com:443/sgos/phone.git', atGitHub],
  ['ssh://git@github.acme.example:22/sgos/phone.git', atAcme],
  ['https://github.acme.example/sgos/phone', atAcme],
])('the token for %s goes to the server that it is for', (address, repository) =>
  expect(gitHubOf(address, servers)).toEqual(repository),
);

test.each([
  'https://gitlab.com/sgos/phone',
  'git@git.contractor.example:sgos/phone.git',
  'https://github.com.evil.example/sgos/phone',
  'https://evil.example/github.com/sgos/phone',
  'https://github.com@evil.example/sgos/phone',
  'https://evilgithub.com/sgos/phone',
  'https://constructor.prototype/sgos/phone',
  'git@phone-key:sgos/phone.git',
  '/srv/git/phone.git',
])('no token goes to %s', (address) => expect(gitHubOf(address, servers)).toBeNull());
