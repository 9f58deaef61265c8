import type { AppFacts } from '../../../src/inspect/check/app/facts';
import { appFindings } from '../../../src/inspect/check/app/findings';
import { parse, sample } from '../../fleet/file/sample';

const away = { folder: null, head: { failure: 'away' } } as unknown as AppFacts;

const warningsFor = (repository: string): string[] => {
  const { apps, hosts } = parse(sample);
  const app = { ...apps.phone!, repository };
  return appFindings(app, hosts.hornbill!, away, { compose: null })
    .filter(({ check, state }) => check === 'transport' && state === 'warn')
    .map(({ check }) => check);
};

it.each(['http://git.example/phone.git', 'git://git.example/phone.git'])(
  'the check warns of a repository at %s',
  (repository) => expect(warningsFor(repository)).toHaveLength(1),
);

it.each([
  'https://git.example/phone.git',
  'git@git.example:phone.git',
  'ssh://git@git.example/phone',
  '/srv/git',
])('the check warns of no repository at %s', (repository) => expect(warningsFor(repository)).toEqual([]));
