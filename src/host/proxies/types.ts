/**
 * What roost does with a reverse proxy, whatever its kind is. Pure:
 * paths, texts and argv. Paths are the host's.
 */
import type { Slot } from '../../protocol/steps/release';

/** An app as its proxy knows it. */
export interface ProxiedApp {
  name: string;
  /** Absent: the proxy has no place for it. */
  domain?: string;
  /** In the container. */
  port?: number;
  /** The container that serves while no slot does. */
  container: string;
  /** Its name is only what Compose would call it; one that is known from before counts more. */
  guessed?: true;
}

/** What the loaded configuration has for an app. */
export interface Configured {
  /** A place for its domain. */
  site: boolean;
  /** It inspects the maintenance flags: the app's and that of all. */
  maintenance: boolean;
  /** It inspects the switch between the slots. */
  slots: boolean;
}

export interface Proxy {
  /** `server block`: what a person calls the place of an app in its configuration. */
  place: string;
  /** ms until a changed file counts; 0: at the next request. */
  settles: number;
  /** Why it cannot switch between slots, whatever its configuration is. */
  obstacles: string[];
  /** The flag whose presence shows the maintenance page; null: of the whole host. */
  flag(app: string | null): string;
  /**
   * The whole text of a flag by its owner's line, and the apps whose
   * page it shows; null: of the whole host.
   */
  flagText(line: string, app: string | null, apps: ProxiedApp[]): string;
  /** The file whose presence sends the requests of an app to a slot. */
  slot(app: string, slot: Slot): string;
  /** Argv that sends the requests to a slot; null: to the container by its own name. */
  switchTo(app: ProxiedApp, slot: Slot | null): string[];
  /** Argv of what has to be there before a slot is asked; null: nothing. */
  prepare(app: ProxiedApp): string[] | null;
  /** How the proxy itself reaches a slot, whatever serves; null: it offers no way. */
  inSlot(app: ProxiedApp, slot: Slot): Asked | null;
  /**
   * Answers 302 once the proxy goes by a slot, by `name`, or by the
   * `maintenance` flag, else 404; null: nothing answers.
   */
  taken(app: string, what: Slot | 'name' | 'maintenance'): Asked | null;
  /** Argv that prints the configuration as it is loaded; nothing where it cannot be read. */
  read(): string[];
  /** `loaded`: what `read` has printed; null: it does not report it. */
  configured(loaded: string, app: ProxiedApp): Configured | null;
  /**
   * Lines for its configuration that make it inspect flags and
   * switch. `mounts`: source and target by mount.
   */
  lines(app: ProxiedApp, mounts: Mount[]): string[];
}

/** Asked from inside the proxy's container. */
export interface Asked {
  /** Without a path. */
  url: string;
  host: string | null;
  headers: string[];
}

export interface Mount {
  source: string;
  target: string;
}
