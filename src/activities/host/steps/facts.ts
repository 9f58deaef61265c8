/** Reads what is on a host, in one round trip. */
import { shellScript } from '../../../lib/shell-script';
import { plural } from '../../../lib/units';
import type { StepAnswer } from '../../declare';
import type { HostStepSite } from '../site';
import { parseHostFacts } from './parse-facts';

const program = shellScript(__dirname, 'facts');

/** Docker and the disks have limits of their own in the program. */
const LIMIT_MS = 180_000;

export async function readHostFacts({ read, host }: HostStepSite): Promise<StepAnswer> {
  const { stdout } = await read(program(), { timeout: LIMIT_MS });
  const hostFacts = parseHostFacts(stdout, host.name, (text) => host.scrub(text));
  const { docker, disks, projects } = hostFacts;
  const engine = docker.problem ?? `Docker ${docker.engine}`;
  return {
    note: `${engine}, ${plural(disks.length, 'disk')}, ${plural(projects.length, 'Compose project')}`,
    found: { hostFacts },
  };
}
