/** Lets Docker Compose read an app's files on its host, before a release is activated and after. */
import { RoostError } from '../../../errors';
import {
  differing,
  digestModel,
  parseReading,
  refusalOf,
  resolveArgv,
  type ComposeReading,
  type ComposeUse,
} from '../../../host/model/compose-model';
import type { ExecResult } from '../../../host/types';
import { sentences } from '../../../lib/sentences';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { StepSite } from '../site';
import { useOf } from './compose';

/** `root`: a view of the host, or empty. Errors: those of the host. */
export async function readCompose(
  run: (argv: string[]) => Promise<ExecResult>,
  root: string,
  source: string,
  use: ComposeUse,
): Promise<ComposeReading> {
  return parseReading((await run(resolveArgv(root, source, use))).stdout, root);
}

/**
 * Errors: `ModelChanged` when Compose reads something else in the app's
 * folder than it read when the release was staged.
 */
export async function requireAsStaged(site: StepSite, record: ReleaseRecord): Promise<void> {
  const staged = record.compose?.digest;
  // An undo brings back what there is.
  if (!staged || site.context.direction === 'undo') return;
  const reading = await readCompose((argv) => site.read(argv), '', site.source, useOf(site, record));
  const refusal = refusalOf(reading, site);
  const what = reading.model ? differing(staged, digestModel(reading.model)) : [];
  if (refusal === null && what.length === 0) return;
  throw new RoostError(
    'ModelChanged',
    sentences(
      `The Compose files of ${site.app.name} say something else in ${site.source}`,
      `than when release ${record.release} was prepared:`,
      `${refusal ?? what.join(', ')}.`,
    ),
    { app: site.app.name, release: record.release },
  );
}
