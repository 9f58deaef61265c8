/** `docker compose ps --format json`: an array before Compose 2.21, one object a line since. */
import { RoostError } from '../../errors';

export interface ComposeContainer {
  id: string;
  name: string;
  service: string;
  state: string;
  /** Null: no health check. */
  health: string | null;
  exitCode: number | null;
}

interface Line {
  ID?: string;
  Name?: string;
  Service?: string;
  State?: string;
  Health?: string;
  ExitCode?: number;
}

/** Errors: `CommandFailed` for anything but JSON objects. */
export function parseComposePs(text: string): ComposeContainer[] {
  try {
    const trimmed = text.trim();
    const all = (trimmed.startsWith('[') ? JSON.parse(trimmed) : trimmed.split('\n').filter(Boolean).map((line) => JSON.parse(line))) as unknown[];
    return all.map((one) => containerOf(one as Line));
  } catch (cause) {
    throw new RoostError('CommandFailed', 'docker compose ps printed no JSON.', { command: 'docker compose ps' }, { cause });
  }
}

const containerOf = ({ ID, Name, Service, State, Health, ExitCode }: Line): ComposeContainer => ({
  id: ID ?? '',
  name: Name ?? '',
  service: Service ?? '',
  state: (State ?? '').toLowerCase(),
  health: Health ? Health : null,
  exitCode: ExitCode ?? null,
});
