/**
 * What a commit names beside its own files: submodules, files in Git LFS. Fetched on the
 * host, with what the app's own repository is read by.
 */
import { RoostError } from '../../../../errors';
import { partProblems, parseParts } from '../../../../host/commands/git-parts';
import { shellScript } from '../../../../lib/shell-script';
import type { DeployFacts } from '../../../../plan/release/facts';
import type { Site } from '../../../app/site';

const program = shellScript(__dirname, 'fetch-parts');

/** What is in Git LFS may be large. */
const FETCH_MS = 30 * 60_000;

/** Errors: `ContractInvalid`, which names what cannot be had and the remedy. */
export async function fetchParts(
  { app, host, paths }: Pick<Site, 'app' | 'host' | 'paths'>,
  commit: string,
): Promise<NonNullable<DeployFacts['leftOut']>> {
  const { stdout } = await host.exec(program(paths.mirror, commit, app.repository, 'yes'), {
    timeout: FETCH_MS,
  });
  const parts = parseParts(host.scrub(stdout));
  const problems = partProblems(parts);
  if (problems.length > 0)
    throw new RoostError(
      'ContractInvalid',
      `Commit ${commit.slice(0, 7)} of ${app.name} cannot be checked out whole on ${host.name}:\n${problems
        .map(({ path, message }) => `- ${path}: ${message}`)
        .join('\n')}`,
      { app: app.name, commit, problems },
    );
  return {
    submodules: parts.filter(({ tag }) => tag === 'nourl').map(({ path }) => path),
    filters: parts.filter(({ tag }) => tag === 'filter').map(({ text }) => text),
  };
}
