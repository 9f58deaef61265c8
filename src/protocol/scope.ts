/**
 * Where a plan acts. Lock, guard folder, search attributes, audit rows,
 * notifications and titles follow from it.
 */

import type { PlannedFleet } from '../fleet/file/planned';

/** An app on its host. */
export interface AppScope {
  kind: 'app';
  app: string;
  host: string;
  /** The app's folder, absolute. */
  directory: string;
  /** The folder of the Compose file, relative to `directory`. */
  source: string;
  /** Compose project name. */
  project: string;
  /** Compose files of the target, relative to `source`, without roost's own. Empty: not known yet. */
  compose: string[];
  /**
   * Of a drill: folder, lock and marks are its own, on the host where
   * it runs; never those of the live app.
   */
  drill?: true;
  /**
   * What the run goes by instead of the fleet file as it is now.
   * Missing in plans that were recorded without.
   */
  fleet?: PlannedFleet;
}

/** A host with all that is on it. */
export interface HostScope {
  kind: 'host';
  host: string;
  /** roost's own folder on the host, absolute. */
  directory: string;
  /** As of an app. */
  fleet?: PlannedFleet;
}

/** The control host, and what concerns no single host. */
export interface FleetScope {
  kind: 'fleet';
  /** roost's own folder on the control host, absolute. */
  directory: string;
  /** As of an app, without hosts and apps. */
  fleet?: PlannedFleet;
}

export type Scope = AppScope | HostScope | FleetScope;

/** What a request names before there is a plan: enough to find the lock. */
export type ScopeName =
  | {
      kind: 'app';
      app: string;
      drill?: true;
      /** The host where it is, whatever the fleet file says: it moves. */ on?: string;
    }
  | { kind: 'host'; host: string; at?: HostReach }
  | { kind: 'fleet' };

/** How a host is reached, where that is not as the fleet file says: it is new, or moves. */
export interface HostReach {
  address?: string;
  /** `ssh-ed25519 AAAA…`. */
  hostKey?: string;
  user?: string;
}

/** A scope's name, without what only its plan knows. */
export function nameOf(scope: ScopeName): ScopeName {
  switch (scope.kind) {
    case 'app':
      return { kind: 'app', app: scope.app, drill: scope.drill, on: 'on' in scope ? scope.on : undefined };
    case 'host':
      return { kind: 'host', host: scope.host, at: 'at' in scope ? scope.at : undefined };
    case 'fleet':
      return { kind: 'fleet' };
  }
}

/** `phone`, `the drill of phone`, `host shuttle`, `the fleet`: as messages and titles name it. */
export function scopeText(scope: ScopeName): string {
  switch (scope.kind) {
    case 'app':
      return scope.drill ? `the drill of ${scope.app}` : scope.app;
    case 'host':
      return `host ${scope.host}`;
    case 'fleet':
      return 'the fleet';
  }
}

/** App and host that lists can be filtered by; null: none, or not known yet. */
export function appAndHost(scope: ScopeName | Scope): { app: string | null; host: string | null } {
  return {
    app: 'app' in scope ? scope.app : null,
    host: 'host' in scope ? scope.host : null,
  };
}

/** `deploy phone on hornbill`, `hostFacts on shuttle`: as lists, messages and pages head a run. */
export function runTitle(
  workflow: string,
  { app, host }: { app: string | null; host: string | null },
): string {
  return [workflow, app, host && `on ${host}`].filter(Boolean).join(' ');
}
