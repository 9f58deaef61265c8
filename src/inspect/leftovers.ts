/** What runs that did not end well have left behind. Pure. */
import { onlyIf } from '../lib/only-if';
import { sentences } from '../lib/sentences';
import type { AppContainers } from './containers';
import type { Site } from './site';
import type { AppStatus } from './types';

interface Seen {
  site: Site;
  current: AppStatus['current'];
  lock: AppStatus['lock'];
  /** Those of one-offs too. */
  containers: AppStatus['containers'];
  project: string;
  elsewhere: AppContainers['elsewhere'];
  /** It is out of service here: archived, or moved to another host. */
  archived?: string;
}

export function leftovers(seen: Seen): string[] {
  const { site, current, lock, containers, project, elsewhere } = seen;
  // While a run is at work all of this is work in progress.
  if (lock && (lock.run === 'running' || lock.run === 'not asked')) return [];
  return [
    ...locks(lock),
    // Of an app that is out of service it stays.
    ...onlyIf(seen.archived === undefined, ...flags(site)),
    ...releases(site),
    ...jobs(site),
    ...oneOffs(containers),
    ...twins(containers, current),
    ...strangers(project, elsewhere),
    ...otherImages(containers, current),
    ...slots(site, current),
  ];
}

const locks = (lock: Seen['lock']): string[] =>
  lock ? [`the lock of ${lock.workflowId}, which is ${lock.run}; the next run takes it over`] : [];

const flags = ({ flags }: Site): string[] =>
  flags.flatMap(({ scope, flag }) =>
    flag.owner === 'roost' && scope === 'app'
      ? [`the maintenance flag of ${flag.workflowId}; the next run removes it, or \`roost maintenance off\``]
      : [],
  );

function releases({ releases }: Site): string[] {
  const never = releases.filter(({ committedAt }) => !committedAt).map(({ release }) => release);
  return never.length > 0
    ? [`${never.length === 1 ? 'release' : 'releases'} ${never.join(', ')}, which never served`]
    : [];
}

const jobs = ({ jobs }: Site): string[] => jobs.map((job) => `job ${job}, which has no result`);

/** Scripts run in containers of their own, which go on when their run is gone. */
const oneOffs = (containers: Seen['containers']): string[] =>
  containers
    .filter(({ state, oneOff }) => oneOff && state === 'running')
    .map(({ name }) => `container ${name}, which still runs`);

/** Where roost has not deployed, how many there are to be is not known. */
function twins(containers: Seen['containers'], current: Seen['current']): string[] {
  if (!current || current.strategy === 'adopted') return [];
  const running = containers
    .filter(({ state, oneOff }) => state === 'running' && !oneOff)
    .map(({ service }) => service);
  const tooMany = [...new Set(running)].filter((service) => {
    const count = running.filter((name) => name === service).length;
    return count > Math.max(1, current.replicas?.[service] ?? 1);
  });
  return tooMany.map((service) => `more than one container of service ${service}`);
}

const strangers = (project: string, elsewhere: Seen['elsewhere']): string[] =>
  [...elsewhere]
    .filter(([, all]) => all.some(({ state, oneOff }) => state === 'running' && !oneOff))
    .map(([folder, all]) => {
      const services = [...new Set(all.map(({ service }) => service))].sort();
      return `the Compose project ${project} runs from ${folder} (${services.join(', ')})`;
    });

/** Docker shows the start of the id where the reference is another image's by now. */
function otherImages(containers: Seen['containers'], current: Seen['current']): string[] {
  return containers.flatMap(({ name, service, oneOff, state, image }) => {
    const wanted = current?.images?.[service];
    if (oneOff || state !== 'running' || image === '' || !wanted) return [];
    const isIt =
      image === wanted.ref ||
      image === wanted.as ||
      wanted.id.replace('sha256:', '').startsWith(image.replace('sha256:', ''));
    return isIt
      ? []
      : [`container ${name}, which runs ${image} and not the image of release ${current.release}`];
  });
}

function slots({ slot }: Site, current: Seen['current']): string[] {
  if (!current || slot === (current.slot ?? null)) return [];
  return [
    sentences(
      `a proxy that sends requests to ${slot ?? 'no slot'},`,
      `while release ${current.release} is on ${current.slot ?? 'no slot'}`,
    ),
  ];
}
