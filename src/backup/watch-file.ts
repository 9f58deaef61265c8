/** `alerts.json`: the watcher's state between its checks. `roost status` and the metrics read it too. */
import { readJson, writeJson } from '../lib/files/json-file';
import type { ScheduleState } from '../protocol/schedule';
import type { Memory } from './alerts';
import type { Alert } from './types';

/** Times are ISO 8601. */
export interface Watch extends Pick<Memory, 'apps' | 'schedule' | 'drills'> {
  version: 2;
  /** Null: the watcher has not checked yet. */
  lookedAt: string | null;
  /** The Schedule of the nights as last read; null: there was none. */
  nights: (ScheduleState & { at: string }) | null;
  /** The open alerts, and those whose end is not yet delivered to all targets. */
  alerts: KnownAlert[];
}

export interface KnownAlert extends Alert {
  /** Identifies this occurrence in messages and in the audit. */
  id: string;
  since: string;
  over: string | null;
  /** Messages about its beginning and about its end. */
  deliveries: Deliveries;
  endDeliveries: Deliveries;
  /** Whether the audit has its beginning and its end. */
  recorded: { began: boolean; over: boolean };
}

/** By target. `under way`: a notify run has begun and not yet succeeded. */
export type Deliveries = Record<string, 'delivered' | 'under way'>;

/** A missing or damaged file is an empty state: at worst an alert is delivered again. */
export function readWatch(file: string): Watch {
  const found = readJson<Watch>(file);
  return found?.version === 2
    ? found
    : { version: 2, lookedAt: null, apps: {}, schedule: null, nights: null, alerts: [] };
}

export const writeWatch = (file: string, watch: Watch): void => writeJson(file, watch);

export const isOpen = ({ over }: KnownAlert): boolean => over === null;
