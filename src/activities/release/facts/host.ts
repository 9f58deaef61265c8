/** What the host says of the app: containers, releases, flags, working copy. */
import { posix } from 'node:path';
import { parseFlag, flagPath, readFlagArgv } from '../../../host/maintenance';
import { shellScript } from '../../../lib/shell-script';
import type { DeployFacts, RunningContainer, ServingRelease } from '../../../plan/release/facts';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { listContainers } from '../../app/containers';
import { readRecords } from '../../app/records';
import type { Site } from '../../app/site';

const inspectFolder = shellScript(__dirname, 'inspect-folder');

export type HostFacts = Pick<
  DeployFacts,
  | 'serving'
  | 'containers'
  | 'sharedProject'
  | 'headOnHost'
  | 'changedByHand'
  | 'releases'
  | 'composeVersion'
  | 'personFlag'
  | 'leftFlag'
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

/** `compose`, `flags` false: nobody will ask which version of Docker Compose there is, or who has set a maintenance flag. */
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
  };
  const mine = all.filter((c) => !c.oneOff && belongs(site, c, serving?.project));
  const projects = new Set(mine.map((c) => c.project));
  const sharing = all
    .filter((c) => projects.has(c.project) && !mine.includes(c) && !c.oneOff)
    .map((c) => c.workingDir);
  return {
    records,
    serving,
    containers: mine.map(
      ({ id, name, service, imageId, state, health, project, workingDir }): RunningContainer => ({
        id,
        name,
        service,
        imageId,
        state,
        health,
        project,
        workingDir,
      }),
    ),
    sharedProject: [...new Set(sharing)].filter(Boolean).sort(),
    releases: records.map((r) => ({
      release: r.release,
      committed: r.committedAt !== null,
      dump: r.dumpBytes !== null,
      ...(r.dataAtRisk ? { dataAtRisk: r.dataAtRisk } : {}),
      ...(r.rollback ? { rollback: r.rollback } : {}),
    })),
    ...working,
    ...flags,
    databaseBytes: null,
  };
}

/** By folder first: every app started in a folder `src/` has the project name `src`. */
function belongs(site: Site, container: RunningContainer, project: string | undefined): boolean {
  if (container.workingDir)
    return container.workingDir === site.source || container.workingDir.startsWith(`${site.paths.releases}/`);
  return container.project !== '' && container.project === (project ?? site.app.project);
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

async function flagFacts(site: Site): Promise<Pick<HostFacts, 'personFlag' | 'leftFlag'>> {
  const { proxy } = site.config;
  if (!proxy) return noFlags;
  const paths = [flagPath(proxy.flags, site.app.name), flagPath(proxy.flags, null)];
  const texts = await Promise.all(paths.map((path) => site.host.exec(readFlagArgv(path))));
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
  };
}
