/** What a step has stopped: it stays so until a step starts it, also when Docker or the host restarts. */
import { shellScript } from '../../../lib/shell-script';
import type { StepSite } from '../site';
import type { Container } from './containers';

/** Longer than any sensible stop_grace_period; Docker kills the container after that period anyway. */
const STOP_MS = 10 * 60_000;

const stopContainers = shellScript(__dirname, 'stop-containers');
const setAsideNames = shellScript(__dirname, 'set-aside');
const startAgain = shellScript(__dirname, 'start-again');

const ids = (containers: Pick<Container, 'id'>[]): string[] => containers.map((c) => c.id);

export async function stopAll(site: StepSite, containers: Container[]): Promise<void> {
  if (containers.length === 0) return;
  await site.change(stopContainers(site.paths.stopped, ...ids(containers)), { timeout: STOP_MS });
}

/** Frees the fixed names of containers that stay stopped: a service that was renamed keeps its name. */
export async function setAside(site: StepSite, containers: Container[]): Promise<void> {
  const named = containers.filter((c) => c.name !== `${c.project}-${c.service}-${c.number}`);
  if (named.length > 0) await site.change(setAsideNames(site.paths.stopped, ...ids(named)));
}

/** Before they are started: each is as it was before it was stopped. What is gone is forgotten. */
export async function prepareToStart(site: StepSite, containers: Pick<Container, 'id'>[]): Promise<void> {
  await site.change(startAgain(site.paths.stopped, ...ids(containers)));
}
