/** Plans another password of restic repositories: pure. */
import { sentences } from '../../lib/sentences';
import type { RotationPlan } from '../../protocol/plan';
import type { RepositoryPlace } from '../../protocol/steps/rotation';
import type { Step } from '../../protocol/steps/step';
import { rotationPlan, type Made } from './plan';

export interface PasswordFacts {
  /** By the name of the password in `secrets.file`: the repositories that it opens. */
  passwords: { secret: string; places: RepositoryPlace[] }[];
}

const names: Record<RepositoryPlace, string> = { first: 'backup.repository', second: 'backup.second' };

export const planResticPassword = ({ passwords }: PasswordFacts, made: Made): RotationPlan =>
  rotationPlan(made, {
    steps: passwords.flatMap(stepsOf),
    warnings: [
      sentences(
        'Who has had the former password and the repository can still read what it had then:',
        'if both leaked, make a new repository',
      ),
    ],
    rotation: {
      what: 'restic-password',
      summary: `another password for ${passwords.map(({ secret }) => secret).join(' and ')}`,
      pairs: passwords.map(({ secret, places }) => [secret, places.map((place) => names[place]).join(', ')]),
    },
  });

function stepsOf({ secret, places }: PasswordFacts['passwords'][number]): Step[] {
  const of = (id: string) => `${id}-${secret.toLowerCase()}`;
  return [
    step(of('prepare'), `Make a new password beside ${secret}`, {
      run: 'preparePassword',
      args: { secret, places },
    }),
    ...places.map((place) =>
      step(`${of('add')}-${place}`, `Let the new password open ${names[place]}, and open it only by that`, {
        run: 'addRepositoryKey',
        args: { secret, place },
      }),
    ),
    step(of('store'), `Put it in place of ${secret}`, { run: 'storePassword', args: { secret, places } }),
    ...places.map((place) =>
      step(`${of('remove')}-${place}`, `Take the former password from ${names[place]}`, {
        run: 'removeRepositoryKey',
        args: { secret, place },
      }),
    ),
    step(of('forget'), `Remove what was beside ${secret}`, {
      run: 'forgetPassword',
      args: { secret, places },
    }),
  ];
}

/** restic waits for a night that holds the repository. */
const step = (id: string, title: string, call: Step['call']): Step => ({
  id,
  title,
  call,
  retry: 'short',
  onFailure: 'undo',
  limit: 1_800,
});
