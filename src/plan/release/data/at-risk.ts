/** Data that an ended run has left changed, and that were not put back. Pure. */
import { sentences } from '../../../lib/sentences';
import { appPaths } from '../../names';
import type { DeployFacts } from '../facts';

type Facts = Pick<DeployFacts, 'app' | 'releases'>;

const atRisk = ({ releases }: Facts): number[] =>
  releases.filter(({ dataAtRisk }) => dataAtRisk).map(({ release }) => release);

export function atRiskWarnings(facts: Facts): string[] {
  const paths = appPaths(facts.app.directory);
  return atRisk(facts).map((release) =>
    sentences(
      `Release ${release} was not undone: the data may be half migrated.`,
      'Its dump stays on the host until you know that the data are right',
      `and remove ${paths.release(release).dataAtRisk}.`,
    ),
  );
}

/** Why only an operator deploys; null: nothing is at risk. */
export function reasonAtRisk(facts: Facts): string | null {
  const [release] = atRisk(facts);
  return release === undefined
    ? null
    : sentences(
        `The data of ${facts.app.name} may be half migrated since release ${release} was not undone:`,
        'an operator deploys next.',
      );
}
