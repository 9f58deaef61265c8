/** What the watcher knows from one look to the next. `roost status` and the metrics read it too. */
import { readJson, writeJson } from '../lib/json-file';
import type { ScheduleState } from '../protocol/schedule';
import type { Alert, Memory } from './alerts';

/** Times are ISO 8601. */
export interface Watch extends Pick<Memory, 'apps' | 'schedule'> {
  version: 1;
  /** Null: it has not looked yet. */
  lookedAt: string | null;
  /** The Schedule of the nights, as it was seen when it could be asked last; null: there was none. */
  nights: (ScheduleState & { at: string }) | null;
  /** Those that are open, and those whose end is not yet known to everybody. */
  alerts: KnownAlert[];
}

export interface KnownAlert extends Alert {
  /** Names this one time of it, in messages and in the audit. */
  id: string;
  since: string;
  over: string | null;
  /** What became of its messages, by target: of its beginning, of its end. */
  told: Heard;
  toldOver: Heard;
  /** What of it is in the audit. */
  recorded: { began: boolean; over: boolean };
}

/** `under way`: a run of its own tells it, and has not been seen to succeed yet. */
export type Heard = Record<string, 'told' | 'under way'>;

/** A file that is missing or damaged is a watcher that begins: at worst an alert is told again. */
export function readWatch(file: string): Watch {
  const found = readJson<Watch>(file);
  return found?.version === 1
    ? found
    : { version: 1, lookedAt: null, apps: {}, schedule: null, nights: null, alerts: [] };
}

export const writeWatch = (file: string, watch: Watch): void => writeJson(file, watch);

export const isOpen = ({ over }: KnownAlert): boolean => over === null;
