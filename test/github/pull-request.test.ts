import { pullRequestOf } from '../../src/github/pull-request';

test.each([
  ['git@github.com:sgos/phone.git', 'https://github.com/sgos/phone/compare/main...roost/x?expand=1'],
  [
    'ssh://git@ssh.github.com:443/sgos/phone.git',
    'https://github.com/sgos/phone/compare/main...roost/x?expand=1',
  ],
  ['https://ghe.example/sgos/phone', 'https://ghe.example/sgos/phone/compare/main...roost/x?expand=1'],
  ['git@gitlab.example:sgos/phone.git', null],
  ['/srv/git/phone.git', null],
])('%s', (repository, page) => {
  expect(pullRequestOf(repository, { 'ghe.example': 'GHE_TOKEN' }, 'main', 'roost/x')).toBe(page);
});
