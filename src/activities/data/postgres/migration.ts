/** The dump before a breaking migration, and the way back to it. */
import { RoostError } from '../../../errors';
import { isDiskFull, lastLine, lastLines } from '../../../lib/output-tail';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import type { RunningContainer } from '../../../plan/release/facts';
import type { Postgres } from '../../../protocol/data';
import { fencedJob } from '../../app/job';
import type { Site, StepSite } from '../../app/site';
import { containerIn, waitForContainer } from '../container';

const keep = shellScript(__dirname, 'keep');
const restore = shellScript(__dirname, 'restore');
const mayRestore = shellScript(__dirname, 'may-restore');

/** Makes the dump unless it is there; returns its bytes. Errors: `DumpFailed`, `DiskFull`. */
export async function keepDump(site: StepSite, postgres: Postgres, file: string): Promise<string> {
  const container = await waitForContainer(site, postgres, 'DumpFailed');
  const { user, database } = postgres;
  const { code, tail } = await fencedJob(site, keep(container, user, database, file));
  if (code !== 0) throw failed(site, 'DumpFailed', `The dump of ${database}`, tail);
  return lastLine(tail);
}

/** Errors: `RestoreFailed`, `DiskFull`; then the database is as it was. */
export async function restoreDump(site: StepSite, postgres: Postgres, file: string): Promise<void> {
  const container = await waitForContainer(site, postgres, 'RestoreFailed');
  const { user, database } = postgres;
  const argv = restore(container, user, database, file, site.context.operation);
  const { code, tail } = await fencedJob(site, argv);
  if (code !== 0)
    throw failed(site, 'RestoreFailed', `${database} is as it was: putting the dump ${file} back`, tail);
}

/** Before anything stops. Errors: `HostMisconfigured` where the role could not put a dump back. */
export async function requireRestorable(
  { app, host }: Site,
  containers: RunningContainer[],
  { service, user, database }: Postgres,
): Promise<void> {
  const container = containerIn(containers, service);
  if (!container) return;
  const { stdout } = await host.exec(mayRestore(container, user, database));
  if (stdout.trim() !== 'f') return;
  throw new RoostError(
    'HostMisconfigured',
    sentences(
      `Role ${user} of ${app.name} could not put a dump of ${database} back.`,
      `As a superuser there: ALTER ROLE "${user}" CREATEDB; ALTER DATABASE "${database}" OWNER TO "${user}";`,
    ),
    { app: app.name, service, user, database },
  );
}

function failed(
  site: StepSite,
  code: 'DumpFailed' | 'RestoreFailed',
  what: string,
  tail: string,
): RoostError {
  const message = `${what} failed on ${site.host.name}:\n${lastLines(tail)}`;
  return new RoostError(isDiskFull(tail) ? 'DiskFull' : code, message, { app: site.app.name });
}
