/** Builds the images of a release, those first from which others are built. */
import { RoostError } from '../../../../errors';
import * as commands from '../../../../host/commands/compose';
import { isDiskFull, lastLines } from '../../../../lib/output-tail';
import type { ResolvedModel } from '../../../app/compose/compose';
import { fencedJob } from '../../../app/job';
import { withLogins } from '../../../app/secrets/logins';
import type { StepSite } from '../../../app/site';

interface Order {
  /** Compose with its options. */
  base: string[];
  model: ResolvedModel;
  /** Services that are built at once, each after those before. */
  levels: string[][];
  newest: boolean | undefined;
  commit: string | null;
}

/** Errors: `BuildFailed`, `DiskFull`. */
export async function buildInOrder(
  site: StepSite,
  { base, model, levels, newest = false, commit }: Order,
): Promise<void> {
  for (const [i, level] of levels.entries()) {
    // What is built on them lies on this host alone: no registry is asked for it.
    const argv = commands.build(base, level, { newest: newest && i === 0 });
    await build(site, model, argv, { commit: commit ?? '', part: i > 0 ? `level${i}` : undefined });
  }
}

/** `GIT_SHA` is what a Compose file may hand on as a build argument. */
async function build(
  site: StepSite,
  model: ResolvedModel,
  command: string[],
  { commit, part }: { commit: string; part: string | undefined },
): Promise<void> {
  const { argv, input } = await withLogins(site, model, command);
  const { code, tail } = await fencedJob(site, argv, {
    input,
    part,
    env: { DOCKER_BUILDKIT: '1', GIT_SHA: commit },
  });
  if (code === 0) return;
  if (isDiskFull(tail))
    throw new RoostError(
      'DiskFull',
      `The build of ${site.app.name} found the disk of ${site.host.name} full:\n${lastLines(tail, LOG_LINES)}`,
      { app: site.app.name },
    );
  throw new RoostError(
    'BuildFailed',
    `The build of ${site.app.name} ended with code ${code}:\n${lastLines(tail, LOG_LINES)}`,
    { app: site.app.name, code },
  );
}

/** How much of a build log a failure shows. */
const LOG_LINES = 20;
