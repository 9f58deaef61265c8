/** The main facts of a host in a few lines. Pure. */
import { bytes, plural, span } from '../../lib/units';
import type { HostFacts, Usage } from '../../protocol/steps/host';

const unknown = 'not known';

/** Names with one line each. */
export function hostFactsSummary({
  system,
  docker,
  disks,
  projects,
  leftOut,
}: HostFacts): [string, string][] {
  const { distribution, kernel, architecture, uptimeSeconds, cores, memory } = system;
  const services = projects.flatMap((project) => project.services);
  const running = services.filter(({ state }) => state === 'running').length;
  const lines: [string, string][] = [
    ['System', listed([distribution, kernel, architecture])],
    ['Machine', listed([cores && plural(cores, 'core'), memory && `${usageText(memory)} of memory`])],
    ['Up for', uptimeSeconds === null ? unknown : span(uptimeSeconds)],
    ['Docker', docker.problem ?? listed([docker.engine, docker.compose && `Compose ${docker.compose}`])],
    ['Disks', listed(disks.slice(0, 5).map((disk) => `${disk.mount} ${usageText(disk)}`))],
    ['Projects', `${projects.length}, ${running} of ${plural(services.length, 'container')} running`],
  ];
  if (leftOut.disks + leftOut.services > 0)
    lines.push(['Left out', `${plural(leftOut.disks, 'disk')}, ${plural(leftOut.services, 'container')}`]);
  return lines;
}

export const usageText = ({ total, free }: Usage): string =>
  total === 0 ? 'none' : `${bytes(free)} free of ${bytes(total)}`;

const listed = (parts: (string | number | null)[]): string => parts.filter(Boolean).join(', ') || unknown;
