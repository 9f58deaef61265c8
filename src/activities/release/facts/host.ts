/** What the host says of the app: containers, releases, flags, working copy. */
import { posix } from 'node:path';
import type { ProxyConfig } from '../../../fleet/file/host/types';
import { parseFlag, readFlagArgv } from '../../../host/maintenance';
import { proxied, proxyOf, type Configured } from '../../../host/proxies';
import { shellScript } from '../../../lib/shell-script';
import type { DeployFacts, RunningContainer, ServingRelease } from '../../../plan/release/facts';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { byFolder, listContainers, mayEnd, type Container } from '../../app/containers/containers';
import { readRecords } from '../../app/folder/records';
import type { Site } from '../../app/site';

const inspectFolder = shellScript(__dirname, 'inspect-folder');

export type HostFacts = Pick<
  DeployFacts,
  | 'serving'
  | 'containers'
  | 'elsewhere'
  | 'headOnHost'
  | 'changedByHand'
  | 'releases'
  | 'composeVersion'
  | 'personFlag'
  | 'leftFlag'
  | 'behind'
  | 'diskFreeBytes'
  | 'databaseBytes'
  | 'gatheredAt'
> & {
  diskTotalBytes: number;
  records: ReleaseRecord[];
  /** Whether the app's folder is there, with anything of the app in it. */
  installed: boolean;
  backupScript: BackupScriptFacts;
};

/** What the last backup's script has left behind. */
export interface BackupScriptFacts {
  /** Who ran before it, and of which release; null: all of them run again. */
  ran: { release: number; ids: string[] } | null;
  /** Bytes that it wrote; null: not known. */
  wrote: number | null;
}

/**
 * `compose`, `flags` false: the plan does not need the version of Docker Compose
 * there is, or who has set a maintenance flag.
 */
export async function hostFacts(
  site: Site,
  { compose = true, flags: asksFlags = true } = {},
): Promise<HostFacts> {
  const [records, all, working, flags] = await Promise.all([
    readRecords(site),
    listContainers(site.host),
    placeFacts(site, compose),
    asksFlags ? flagFacts(site) : noFlags,
  ]);
  const current = records.find((r) => r.current) ?? null;
  const serving: ServingRelease | null = current && {
    release: current.release,
    commit: current.commit,
    version: current.version,
    slot: current.slot,
    project: current.project,
    image: current.images[site.app.service]?.id ?? null,
    replicas: current.replicas?.[site.app.service],
  };
  const { mine, elsewhere } = await containersOf(site, all, serving?.project);
  return {
    records,
    serving,
    containers: mine.map(runningContainer),
    elsewhere: elsewhere.map(({ service, workingDir }) => ({ service, folder: workingDir })),
    releases: records.map((r) => ({
      release: r.release,
      committed: r.committedAt !== null,
      dump: r.dumpBytes !== null,
      dataAtRisk: r.dataAtRisk,
      rollback: r.rollback,
    })),
    ...working,
    ...flags,
    databaseBytes: null,
  };
}

const runningContainer = (one: Container): RunningContainer => ({
  id: one.id,
  name: one.name,
  service: one.service,
  imageId: one.imageId,
  state: one.state,
  health: one.health,
  project: one.project,
  workingDir: one.workingDir,
  configFiles: one.configFiles,
  ...anonymousIn(one.mounts),
  hostNetwork: 'host' in one.networks ? true : undefined,
  ended: one.state === 'exited' && one.exitCode === 0 && mayEnd(one) ? true : undefined,
});

/** Docker names such a volume by 64 hexadecimal digits. */
function anonymousIn(mounts: Container['mounts']): Pick<RunningContainer, 'anonymous'> {
  const anonymous = mounts
    .filter(({ type, source }) => type === 'volume' && /\/[0-9a-f]{64}(?:\/_data)?$/.test(source))
    .map(({ target }) => target);
  return anonymous.length > 0 ? { anonymous: anonymous.sort() } : {};
}

/** Of the project that serves; before the first deploy of the one that was started in the app's folder. */
async function containersOf(
  site: Site,
  all: Container[],
  serving: string | undefined,
): Promise<{ mine: Container[]; elsewhere: Container[] }> {
  const { here, lost, elsewhere } = await byFolder(site, all);
  const { project: own, service } = site.app;
  const first = here.find((c) => c.project === own) ?? here.find((c) => c.service === service) ?? here[0];
  const project = serving ?? first?.project ?? own;
  const ofProject = (c: Container): boolean => c.project === project;
  return { mine: [...here, ...lost].filter(ofProject), elsewhere: elsewhere.filter(ofProject) };
}

type WhereItLies = Pick<
  HostFacts,
  | 'composeVersion'
  | 'diskFreeBytes'
  | 'diskTotalBytes'
  | 'gatheredAt'
  | 'installed'
  | 'backupScript'
  | 'headOnHost'
  | 'changedByHand'
>;

async function placeFacts({ host, app, source, paths }: Site, asksCompose: boolean): Promise<WhereItLies> {
  const argv = inspectFolder(app.directory, source, asksCompose ? 'yes' : 'no', paths.ran, paths.wrote);
  const { stdout } = await host.exec(argv);
  const [compose = '', disk = '', now = '', folder, ran = '', wrote = '', head, ...changed] = stdout
    .trimEnd()
    .split('\n');
  const [free = 0, total = 0] = disk.split(' ').map(Number);
  return {
    composeVersion: compose,
    diskFreeBytes: free * 1024,
    diskTotalBytes: total * 1024,
    gatheredAt: now,
    installed: folder === 'there',
    backupScript: { ran: parseRan(ran), wrote: /^\d+$/.test(wrote) ? Number(wrote) : null },
    headOnHost: head || null,
    changedByHand: changed.filter(Boolean),
  };
}

function parseRan(line: string): BackupScriptFacts['ran'] {
  const [release, ...ids] = line.split(' ');
  return ids.length === 0 ? null : { release: Number(release), ids };
}

const noFlags = { personFlag: null, leftFlag: false };

async function flagFacts(site: Site): Promise<Pick<HostFacts, 'personFlag' | 'leftFlag' | 'behind'>> {
  const { proxy } = site.config;
  if (!proxy) return noFlags;
  const { flag } = proxyOf(proxy);
  const paths = [flag(site.app.name), flag(null)];
  const [behind, ...texts] = await Promise.all([
    behindProxy(site, proxy),
    ...paths.map((path) => site.host.exec(readFlagArgv(path))),
  ]);
  const flags = texts
    .map(({ stdout }, i) => ({
      path: posix.basename(paths[i] ?? ''),
      present: stdout.startsWith('present'),
      line: stdout.split('\n')[1] ?? '',
    }))
    .filter((f) => f.present);
  const persons = flags.filter((f) => parseFlag(f.line).owner !== 'roost');
  return {
    personFlag:
      persons.length > 0 ? persons.map((f) => (f.line ? `${f.path} (${f.line})` : f.path)).join(', ') : null,
    leftFlag: flags.length > persons.length,
    behind,
  };
}

/** Only who is to be switched between slots needs to know. */
async function behindProxy({ host, app }: Site, proxy: ProxyConfig): Promise<Configured | undefined> {
  if (app.proxy.switch !== 'flag') return undefined;
  const { read, configured } = proxyOf(proxy);
  const { stdout } = await host.exec(read());
  return configured(stdout, proxied(app)) ?? undefined;
}
