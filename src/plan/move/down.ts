/** How long the app may be down. Pure. */
import { MINUTE } from '../../lib/time';
import type { PlanBase } from '../../protocol/plan';
import { probeOf } from '../release/situation';
import type { MoveFacts } from './facts';

const LEAST_MS = 5 * MINUTE;
/**
 * Bytes in a ms, of slow machines: a dump that is made, sent, loaded and checked; and what is compared of
 * files.
 */
const DATABASE_PACE = 5_000;
const FILES_PACE = 50_000;

/** From the first step that keeps somebody out. */
export function downOf({ app, from, size, down }: MoveFacts): NonNullable<PlanBase['down']> {
  const { database = 0, copied = 0 } = size ?? {};
  const healthy = probeOf({ app }).wait;
  const guess = LEAST_MS + healthy + database / DATABASE_PACE + copied / FILES_PACE;
  return { from: from.proxy ? 'flag-on' : 'stop', limit: down ?? Math.ceil(guess / MINUTE) * MINUTE };
}
