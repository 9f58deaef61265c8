/** Containers of the app's Compose project that were started in another folder. Pure. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { DeployFacts } from './facts';

type Elsewhere = Pick<DeployFacts, 'app' | 'elsewhere' | 'contract'>;

const foldersOf = (elsewhere: DeployFacts['elsewhere']): string =>
  [...new Set(elsewhere.map(({ folder }) => folder))].sort().join(', ');

/** Compose goes by the project's name: it would replace them. Errors: `ProjectElsewhere`. */
export function refuseElsewhere({ app, elsewhere, contract }: Elsewhere, project: string): void {
  const wanted = Object.keys(contract.compose?.services ?? {});
  const hit = elsewhere.filter(({ service }) => wanted.includes(service));
  if (hit.length === 0) return;
  const services = [...new Set(hit.map(({ service }) => service))].sort();
  throw new RoostError(
    'ProjectElsewhere',
    sentences(
      `The Compose project ${project} runs from ${foldersOf(hit)} (${services.join(', ')}),`,
      `not from the folder of ${app.name}: a release would replace it.`,
    ),
    { app: app.name, project, services },
  );
}

export const sharedWarning = ({ elsewhere }: Elsewhere, project: string): string[] =>
  elsewhere.length > 0 ? [`The Compose project ${project} is shared with ${foldersOf(elsewhere)}.`] : [];
