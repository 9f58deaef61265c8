import type { Flag } from '../../../host/maintenance';
import type { HeldLock } from '../../../host/types';
import { releaseName } from '../../../plan/release-name';
import type { Hold } from '../../../protocol/release-record';
import { ago } from '../time';

export function lockText(lock: HeldLock, now: Date): string {
  return `${lock.workflow} ${lock.workflowId}, by ${lock.by}, since ${lock.since} (${ago(lock.since, now)})`;
}

export function flagText(flag: Flag, now: Date): string {
  if (flag.owner === 'roost') return `set by run ${flag.workflowId} ${ago(flag.since, now)}`;
  const who = flag.by && flag.since ? `set by ${flag.by} ${ago(flag.since, now)}` : 'set by hand';
  return flag.reason ? `${who}: ${flag.reason}` : who;
}

export function holdText(hold: Hold, now: Date): string {
  const left = `${releaseName(hold)} was left ${ago(hold.since, now)} by ${hold.by}`;
  return hold.reason ? `${left}: ${hold.reason}` : left;
}
