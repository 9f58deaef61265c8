/** Fits drafts to what the fleet parser, the backup and `roost check` say of them. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { parseFleet, type AppConfig, type Fleet, type FleetProblem } from '../../fleet/file';
import type { StackProject } from '../../host/stacks';
import { ANONYMOUS, notNamed } from '../../plan/backup/not-named';
import { backupFindings } from '../check/backup';
import { hostRows } from '../check/fleet';
import { hereFindings } from '../check/here';
import { about, type Row } from '../check/types';
import type { InspectDeps } from '../deps';
import type { DraftApp, FoundHost } from './types';
import { fleetText, foreseen, type Header } from './write';

export interface Settings {
  file: string;
  home: string;
  sshConfig?: string;
}

export interface Settled {
  fleet: Fleet;
  apps: DraftApp[];
}

/**
 * An app that the parser refuses becomes a comment with the reason.
 * Errors: `FleetInvalid` for hosts that it refuses.
 */
export function fitToParser(
  header: Header,
  hosts: FoundHost[],
  apps: DraftApp[],
  settings: Settings,
): Settled {
  let drafts = apps;
  for (;;) {
    try {
      return { fleet: parseFleet(fleetText(header, hosts, drafts), settings), apps: drafts };
    } catch (error) {
      const refused = refusedApps(error);
      const fitted = drafts.map((draft) => {
        const why = draft.left ? undefined : refused.get(draft.name);
        return why ? { ...draft, left: [`roost's own check of the file says: ${why.join('; ')}`] } : draft;
      });
      if (fitted.every((draft, i) => draft === drafts[i])) throw error;
      drafts = fitted;
    }
  }
}

function refusedApps(error: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>();
  if (!(error instanceof RoostError) || error.code !== 'FleetInvalid') return found;
  for (const { path, message } of error.details.problems as FleetProblem[]) {
    const [, app, ...keys] = path.split('.');
    if (!path.startsWith('apps.') || app === undefined) continue;
    found.set(app, [...(found.get(app) ?? []), `${keys.join('.')} ${message}`]);
  }
  return found;
}

/** Names under `data` what the containers keep. */
export function withData({ fleet, apps }: Settled, hosts: FoundHost[]): DraftApp[] {
  return apps.map((draft) => {
    const app = fleet.apps[draft.name];
    const project = projectOf(draft, hosts);
    if (draft.left || !app || !project) return draft;
    const kept = keptBy(app, project);
    const data = {
      ...draft.fields.data,
      ...(kept.volumes.length > 0 && { volumes: kept.volumes }),
      ...(kept.folders.length > 0 && { folders: kept.folders }),
    };
    return {
      ...draft,
      fields: { ...draft.fields, data: Object.keys(data).length > 0 ? data : undefined },
    };
  });
}

export const projectOf = ({ host, project }: DraftApp, hosts: FoundHost[]): StackProject | undefined =>
  hosts.find(({ name }) => name === host)?.stacks.projects.find(({ name }) => name === project);

export interface Kept {
  volumes: string[];
  folders: string[];
}

/** What `check` would call not backed up: as much of it as the fleet file can name. */
export function keptBy(app: AppConfig, { name, keepers, singles }: StackProject): Kept {
  const kept: Kept = { volumes: [], folders: [] };
  const mounts = keepers.flatMap((keeper) => keeper.mounts);
  for (const { what, at } of notNamed(app, name, keepers)) {
    // A copy of the files of a database that is used would be torn: `check` shows what to do.
    if (at === null || / with /.test(what)) continue;
    if ('folder' in at) {
      if (!singles.includes(at.folder) && isBelow(app, at.folder))
        kept.folders.push(posix.relative(app.directory, at.folder));
    } else if (!ANONYMOUS.test(at.volume))
      kept.volumes.push(mounts.find((one) => one.name === at.volume)?.key ?? at.volume);
  }
  return kept;
}

const isBelow = ({ directory }: AppConfig, folder: string): boolean =>
  folder.startsWith(`${directory}/`) && !folder.startsWith(`${directory}/.`);

/** Runs `check` itself over the draft, and keeps what is not well. */
export async function foresee(
  deps: InspectDeps,
  { fleet, apps }: Settled,
): Promise<{ apps: DraftApp[]; here: Row[]; ofHosts: Row[] }> {
  const asking: InspectDeps = { ...deps, env: deps.env, now: () => deps.now(), fleet: async () => fleet };
  const all = Object.values(fleet.apps);
  const found = await Promise.all(
    Object.values(fleet.hosts).map((host) =>
      hostRows(
        asking,
        host,
        all.filter((app) => app.host === host.name),
      ),
    ),
  );
  const here = about('here', [
    ...(await hereFindings(fleet, deps.env)),
    ...(await backupFindings(asking, fleet, true)),
  ]);
  const rows = found.flat().filter(isNotWell);
  return {
    apps: apps.map((draft) => ({
      ...draft,
      foreseen: rows.filter(({ subject }) => !draft.left && subject === draft.name).map(foreseen),
    })),
    here: here.filter(isNotWell),
    ofHosts: rows.filter(({ subject }) => Object.hasOwn(fleet.hosts, subject)),
  };
}

const isNotWell = ({ state }: Row): boolean => state !== 'ok';
