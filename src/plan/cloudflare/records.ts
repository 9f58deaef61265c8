/** Changes of DNS records. Pure. */
import type { CloudflareState, RecordState, WantedRecord } from '../../protocol/steps/cloudflare';
import { idOf, type Change, type Part } from './change';
import type { CloudflareFleet, Desired, Owned } from './desired';
import { ownerIn } from './marks';
import { normalName, recordKey } from './normal';
import { isWithin, type Only } from './scope';

/** Types that share their name with no other, or not with one of these. */
const alone = ['A', 'AAAA', 'CNAME'];

type Wanted = WantedRecord & { zone: string };

export function recordChanges(
  fleet: CloudflareFleet,
  desired: Desired,
  state: CloudflareState,
  only: Only | undefined,
): Part {
  const part: Part = { changes: [], ours: 0, same: 0, taken: [], warnings: [] };
  const ours = state.records.filter(({ comment }) => ownerIn(comment, fleet.name));
  part.ours = ours.length;
  const content = contents(state);
  const kept = new Set<string>();
  const write = (wanted: Wanted, id: string | null, replaced: RecordState[], was: string): void => {
    replaced.forEach((record) => kept.add(record.id));
    part.changes.push(written(wanted, id, replaced, was, zoneIdOf(state, wanted.zone)));
  };
  const open: Owned<Wanted>[] = [];
  for (const one of desired.records) {
    const { wanted } = one;
    const same = ours.find((record) => !kept.has(record.id) && isSame(record, wanted, content));
    if (!same) {
      open.push(one);
      continue;
    }
    kept.add(same.id);
    // The comment is the mark: another owner's name in it is a change.
    if (same.comment === wanted.comment) part.same += 1;
    else if (isWithin(one.owner, only, fleet)) write(wanted, same.id, [], ` (was ${same.comment})`);
  }
  for (const { owner, wanted } of open) {
    const there = state.records.filter((record) => nameOf(record) === wanted.name && !kept.has(record.id));
    const foreign = there.find(
      (record) => !ownerIn(record.comment, fleet.name) && excludes(record.type, wanted.type),
    );
    const former = there.find((record) => record.type === wanted.type && ours.includes(record));
    if (!isWithin(owner, only, fleet)) {
      if (former) kept.add(former.id);
      continue;
    }
    if (foreign) {
      part.taken.push(`${foreign.type} ${wanted.name} (${foreign.content})`);
      continue;
    }
    if (former) {
      kept.add(former.id);
      write(wanted, former.id, [], `, was ${former.content}`);
      continue;
    }
    // Of another type: both at once, since the new one may not be there beside the old one.
    const replaced = there.filter((record) => ours.includes(record) && excludes(record.type, wanted.type));
    write(wanted, null, replaced, replaced.map(({ type, content: old }) => `, was ${type} ${old}`).join(''));
  }
  for (const record of ours)
    if (!kept.has(record.id) && isWithin(ownerIn(record.comment, fleet.name)!, only, fleet))
      part.changes.push(removed(record));
  return part;
}

/** Whether a record of the one type hinders one of the other under the same name. */
export const excludes = (one: string, other: string): boolean =>
  (one === 'CNAME') !== (other === 'CNAME') ? true : one === other && alone.includes(one);

export const nameOf = ({ name, zone }: Pick<RecordState, 'name' | 'zone'>): string => normalName(name, zone);

/** The content that a record has in the end; null: not known before its tunnel is made. */
export const contents =
  ({ tunnels }: Pick<CloudflareState, 'tunnels'>) =>
  ({ content }: Pick<WantedRecord, 'content'>): string | null => {
    if (typeof content === 'string') return content;
    const tunnel = tunnels.find(({ name }) => name === content.tunnel);
    return tunnel ? tunnelAddress(tunnel.id) : null;
  };

export const tunnelAddress = (id: string): string => `${id}.cfargotunnel.com`;

export function isSame(
  record: RecordState,
  wanted: Wanted,
  content: (wanted: Wanted) => string | null,
): boolean {
  const target = content(wanted);
  return target !== null && recordKey(record) === recordKey({ ...wanted, content: target });
}

function written(
  wanted: Wanted,
  id: string | null,
  replaced: RecordState[],
  was: string,
  zoneId: string,
): Change {
  const { zone, ...record } = wanted;
  const { name, type, content } = record;
  const target = typeof content === 'string' ? content : `the tunnel ${content.tunnel}`;
  return {
    phase: 'record',
    effect: id === null && replaced.length === 0 ? 'create' : 'change',
    removes: 0,
    id: idOf('record', name, type),
    title: `Lead ${type} ${name} to ${target}${was}`,
    call: {
      run: 'writeDnsRecord',
      args: { zone, zoneId, record, id, replaces: replaced.map((one) => one.id) },
    },
  };
}

const removed = (record: RecordState): Change => ({
  phase: 'record goes',
  effect: 'remove',
  removes: 1,
  id: idOf('remove-record', record.name, record.type),
  title: `Remove ${record.type} ${record.name} (${record.content})`,
  call: {
    run: 'removeDnsRecord',
    args: {
      zone: record.zone,
      zoneId: record.zoneId,
      id: record.id,
      name: record.name,
      type: record.type,
    },
  },
});

const zoneIdOf = ({ zones }: CloudflareState, name: string): string =>
  zones.find((zone) => zone.name === name)!.id;
