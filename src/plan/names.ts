/**
 * Every name that roost gives to a thing on a host. Steps share names, not
 * data: each can find what an earlier one, or an earlier attempt, has made.
 */
import { posix } from 'node:path';
import type { Slot } from '../protocol/steps/release';

/** roost's own folder on a host, for what concerns the whole host. `home`: of the SSH user, absolute. */
export const hostDirectory = (home: string): string => posix.join(home, '.local/state/roost/host');

/** Of the drills of an app, on the host where they run. */
export const drillDirectory = (home: string, app: string): string =>
  posix.join(home, '.local/state/roost/drills', app);

/**
 * Under which a drill's helpers and images go, so that nothing of the
 * live app is taken for them or they for it.
 */
export const drillName = (app: string): string => `${app}.drill`;

/** Compose project of one drill. */
export const drillProject = (app: string, operation: string): string => `roost-drill-${app}-${operation}`;

/**
 * What a drill needs beside the copy of the app's folder. `roost`:
 * `.roost` of its scope. All paths absolute.
 */
export function drillPaths(roost: string, operation: string) {
  const folder = posix.join(roost, 'drills', operation);
  return {
    folder,
    /** The Compose file that can touch nothing. It holds secrets. */
    compose: posix.join(folder, 'compose.json'),
    /** For the build: our image names. */
    build: posix.join(folder, 'build.yml'),
  };
}

/** What is where in the folder of a scope, of whichever kind. All paths absolute. */
export function scopePaths(directory: string) {
  const roost = posix.join(directory, '.roost');
  return {
    roost,
    jobs: posix.join(roost, 'jobs'),
    /** A file for every step that an open operation has begun. */
    begun: (operation: string) => posix.join(roost, 'operations', `${operation}.begun`),
    /** In the same folder, hidden from the steps: this operation's undo has put the data back. */
    dataBack: (operation: string) => posix.join(roost, 'operations', `${operation}.begun`, '.data-back'),
  };
}

/** What is where in an app's folder. All paths absolute. */
export function appPaths(directory: string) {
  const { roost, ...common } = scopePaths(directory);
  return {
    roost,
    ...common,
    /** Bare mirror of the repository. */
    mirror: posix.join(roost, 'mirror.git'),
    /** The head of the branch that was dealt with last. */
    head: posix.join(roost, 'head'),
    /**
     * Who runs while a backup's script does: the release and
     * container ids. It is gone when all run again.
     */
    ran: posix.join(roost, 'ran'),
    /** Bytes that the script has written the last time. */
    wrote: posix.join(roost, 'wrote'),
    /** Copies that backups have made, a folder an operation. */
    copies: posix.join(directory, 'backup', 'roost'),
    copy: (operation: string) => posix.join(directory, 'backup', 'roost', operation),
    /** What a step has stopped, with restart policy and name: a line a container. */
    stopped: posix.join(roost, 'stopped'),
    /** Restores that keep something on the host, a folder an operation. */
    restores: posix.join(roost, 'restores'),
    /** Which parts of it are back: until a recovery has opened it. */
    recovering: posix.join(roost, 'recovering'),
    /** The app serves on another host: its name, the operation that moved it there, and when (ISO 8601). */
    away: posix.join(roost, 'away'),
    /** The host that the app came from, which keeps its data for a way back: as `away`. */
    came: posix.join(roost, 'came'),
    releases: posix.join(roost, 'releases'),
    /** What a plan inspects, a folder each; gone when it is made. */
    looks: posix.join(roost, 'looks'),
    release: (release: number) => releasePaths(posix.join(roost, 'releases', String(release))),
  };
}

/** What is in a release's folder; kept as long as its images. */
export function releasePaths(folder: string) {
  return {
    folder,
    record: posix.join(folder, 'release.json'),
    /** Mirrors the app's folder: the commit's files under `source`, decrypted secrets at their targets. */
    tree: posix.join(folder, 'tree'),
    /** The host as it will be with the release's tree in its place: folders of links, by absolute path. */
    view: posix.join(folder, 'view'),
    /** For what Compose builds or runs from the view: contexts and mounts as folders, not as links. */
    places: posix.join(folder, 'places.yml'),
    /** What Compose made of the Compose files, without any value of the environment. */
    model: posix.join(folder, 'model.json'),
    /** For the build: our image names. */
    buildOverride: posix.join(folder, 'build.yml'),
    /** Edits made by hand in the source folder while the release lay there. */
    patch: posix.join(folder, 'local.patch'),
    /** Copied beside the Compose file when the release is activated. */
    override: posix.join(folder, 'override.yml'),
    dump: posix.join(folder, 'before.dump'),
    /**
     * Archives of the other data from before the release, and the
     * list of all, written when all are whole.
     */
    before: posix.join(folder, 'before'),
    kept: posix.join(folder, 'kept.json'),
    /** From before the dump until the data are known to be right: as migrated, or as put back. */
    dataAtRisk: posix.join(folder, 'data-at-risk'),
  };
}

export const imageRef = (app: string, service: string, operation: string): string =>
  `roost/${app}-${inReference(service)}:${operation}`;

/** What Docker takes as the part of an image reference. Compose allows more in a service's name. */
const isReferencePart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const ENCODED = 'x--';

/**
 * One to one: another name is written as `x--`, with each character
 * but a-w, y, z and 0-9 as `x` and its code.
 */
function inReference(service: string): string {
  if (isReferencePart.test(service) && !service.startsWith(ENCODED)) return service;
  const code = (character: string): string => `x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return ENCODED + service.replace(/[^a-wyz0-9]/g, code);
}

export const jobId = (runId: string, activityId: string, ordinal: number): string =>
  `${runId}.${activityId}.${ordinal}`;

export const oneOffName = (app: string, operation: string, script: string, ordinal: number): string => {
  const name = ['roost', app, operation, script].join('-');
  return ordinal > 0 ? `${name}-${ordinal}` : name;
};

export const otherSlot = (slot: Slot | null): Slot => (slot === 'blue' ? 'green' : 'blue');
