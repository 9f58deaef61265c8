/** What runs that did not end well have left behind. Pure. */
import type { Site } from './site';
import type { AppStatus } from './types';

interface Seen {
  site: Site;
  current: AppStatus['current'];
  lock: AppStatus['lock'];
  /** Those of one-offs too. */
  containers: AppStatus['containers'];
}

export function leftovers({ site, current, lock, containers }: Seen): string[] {
  // While a run is at work all of this is work in progress.
  if (lock && (lock.run === 'running' || lock.run === 'not asked')) return [];
  return [
    ...locks(lock),
    ...flags(site),
    ...releases(site),
    ...jobs(site),
    ...oneOffs(containers),
    ...twins(containers),
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

function twins(containers: Seen['containers']): string[] {
  const running = containers
    .filter(({ state, oneOff }) => state === 'running' && !oneOff)
    .map(({ service }) => service);
  const twice = [...new Set(running.filter((service, i) => running.indexOf(service) !== i))];
  return twice.map((service) => `more than one container of service ${service}`);
}

function slots({ slot }: Site, current: Seen['current']): string[] {
  if (!current || slot === (current.slot ?? null)) return [];
  return [
    `a proxy that sends requests to ${slot ?? 'no slot'}, while release ${current.release} is on ${current.slot ?? 'no slot'}`,
  ];
}
