/** What git has not of an app's folder, and what a commit does to it. Pure. */
import { sentences } from '../../lib/sentences';
import type { DeployFacts } from './facts';

export function gitWarnings(
  facts: Pick<DeployFacts, 'changedByHand' | 'brought' | 'notInImages' | 'leftOut'>,
): string[] {
  const warnings: string[] = [];
  if (facts.changedByHand.length > 0)
    warnings.push(
      sentences(
        'Changed by hand on the host, kept with the serving release and overwritten:',
        `${facts.changedByHand.slice(0, 10).join(', ')}.`,
      ),
    );
  const brought = facts.brought ?? [];
  if (brought.length > 0)
    warnings.push(
      sentences(
        'On the host without being tracked, and brought by the commit,',
        `so kept in .roost/replaced until an undo or a rollback: ${brought.slice(0, 10).join(', ')}.`,
      ),
    );
  const left = facts.notInImages ?? [];
  if (left.length > 0)
    warnings.push(
      sentences(
        'Not tracked by git, so in no image that is built from a commit, as they were in one built by hand:',
        `${left.slice(0, 10).join(', ')}.`,
        'What an image needs belongs into the repository, or under secrets.',
      ),
    );
  const { submodules = [], filters = [] } = facts.leftOut ?? {};
  if (submodules.length > 0)
    warnings.push(
      sentences(
        'Submodules without an address in .gitmodules, so empty folders, as in any clone:',
        `${submodules.slice(0, 10).join(', ')}.`,
      ),
    );
  if (filters.length > 0)
    warnings.push(
      sentences(
        ".gitattributes gives files to filters that the host's git does not know,",
        `so they are as they were committed: ${filters.slice(0, 10).join(', ')}.`,
      ),
    );
  return warnings;
}
