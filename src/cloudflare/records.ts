/** DNS records. */
import { RoostError } from '../errors';
import { isMarked, ownerIn } from '../plan/cloudflare/marks';
import { excludes, isSame } from '../plan/cloudflare/records';
import type { RecordState, WantedRecord } from '../protocol/steps/cloudflare';
import { asked, saysExists, saysMissing } from './failures';
import { all, changed, seen, show, type Parts } from './part';
import { addressOf } from './tunnels';
import type { Writes } from './types';
import type { WireRecord, WireRecordBody } from './wire';

type RecordWrites = Pick<Writes, 'writeDnsRecord' | 'removeDnsRecord' | 'markDnsRecord'>;

interface Zone {
  zone: string;
  zoneId: string;
}

/** Of one name, or all. */
export async function readRecords(
  { client }: Parts,
  { zone, zoneId }: Zone,
  name?: string,
  signal?: AbortSignal,
): Promise<RecordState[]> {
  const found = await asked(`list the records of ${zone}`, () =>
    all(
      client.dns.records.list(
        { zone_id: zoneId, name: name === undefined ? undefined : { exact: name }, per_page: 1000 },
        { signal },
      ),
    ),
  );
  return found.map((record) => stateOf(record, { zone, zoneId }));
}

function stateOf(record: WireRecord, { zone, zoneId }: Zone): RecordState {
  const { id, name, type, ttl, comment } = record;
  return {
    zone,
    zoneId,
    id,
    name: show(name),
    type,
    content: show(contentOf(record)),
    ttl,
    proxied: record.proxied ?? false,
    priority: record.priority,
    comment: comment ? show(comment) : null,
  };
}

/** A CAA record has its value in parts too, and may have it only there. */
function contentOf({ content, type, data }: WireRecord): string | undefined {
  if (content !== undefined || type !== 'CAA' || !data) return content;
  const { flags = 0, tag = '', value = '' } = data as { flags?: number; tag?: string; value?: string };
  return `${flags} ${tag} "${value}"`;
}

/** As the API takes it. CAA is written by its parts. */
function bodyOf(record: WantedRecord, content: string): WireRecordBody {
  const { name, type, ttl, proxied, priority = 0, comment } = record;
  const common = { name, ttl, comment };
  switch (type) {
    case 'CAA': {
      const [, flags, tag = '', value = ''] = /^(\d+)\s+(\S+)\s+"?([^"]*)"?$/.exec(content) ?? [];
      return { ...common, type, data: { flags: Number(flags ?? 0), tag, value } };
    }
    case 'MX':
      return { ...common, type, content, priority };
    case 'TXT':
      return { ...common, type, content };
    default:
      return { ...common, type, content, proxied };
  }
}

export const recordWrites = (parts: Parts): RecordWrites => {
  const { client, fleet } = parts;
  const isOurs = ({ comment }: RecordState): boolean => ownerIn(comment, fleet) !== null;
  return {
    async writeDnsRecord({ zone, zoneId, record, id, replaces }, signal) {
      const { name, type } = record;
      const what = `${type} ${name}`;
      const content =
        typeof record.content === 'string'
          ? record.content
          : await addressOf(parts, record.content.tunnel, signal);
      const list = () => readRecords(parts, { zone, zoneId }, name, signal);
      const isAsWanted = (one: RecordState): boolean =>
        isSame(one, { ...record, zone }, () => content) && one.comment === record.comment;
      const isDone = async () => (await list()).some(isAsWanted);
      const there = await list();
      if (there.some(isAsWanted) && !there.some((one) => replaces.includes(one.id)))
        return 'it is so already';
      const former = there.find((one) => one.id === id);
      const replaced = there.filter((one) => replaces.includes(one.id));
      if ([former, ...replaced].some((one) => one && !isOurs(one))) throw changed(what);
      const foreign = there.find((one) => !isOurs(one) && excludes(one.type, type));
      if (foreign) throw changed(`${foreign.type} ${foreign.name}`);
      const body = bodyOf(record, content);
      const write = (): Promise<unknown> => {
        const fields = { zone_id: zoneId, ...body };
        if (replaced.length > 0)
          return client.dns.records.batch(
            { zone_id: zoneId, deletes: replaced.map((one) => ({ id: one.id })), posts: [body] },
            { signal },
          );
        return former
          ? client.dns.records.edit(former.id, fields, { signal })
          : client.dns.records.create(fields, { signal });
      };
      await asked(`write ${what}`, write).catch(async (error: unknown) => {
        // The answer to an earlier attempt was lost, or somebody else was faster.
        if (!saysExists(error)) throw error;
        if (!(await isDone())) throw changed(what);
      });
      await seen(parts, what, isDone, signal);
      return former || replaced.length > 0 ? 'changed' : 'created';
    },

    async removeDnsRecord({ zone, zoneId, id, name, type }, signal) {
      const find = async () =>
        (await readRecords(parts, { zone, zoneId }, name, signal)).find((one) => one.id === id);
      const there = await find();
      if (!there) return 'it is gone';
      if (!isOurs(there)) throw changed(`${type} ${name}`);
      await asked(`remove ${type} ${name}`, () =>
        client.dns.records.delete(id, { zone_id: zoneId }, { signal }),
      ).catch((error: unknown) => {
        if (!saysMissing(error)) throw error;
      });
      await seen(parts, `${type} ${name} is gone`, async () => !(await find()), signal);
      return 'removed';
    },

    async markDnsRecord({ zone, zoneId, id, name, type, comment }, signal) {
      const find = async () =>
        (await readRecords(parts, { zone, zoneId }, name, signal)).find((one) => one.id === id);
      const there = await find();
      if (there?.comment === comment) return 'it is marked';
      if (!there || there.type !== type) throw changed(`${type} ${name}`);
      if (isMarked(there.comment))
        throw new RoostError('CloudflareNotOurs', `${type} ${name} is marked as ${there.comment}.`);
      // An edit needs these three, as they are.
      const fields = { zone_id: zoneId, name: there.name, type, ttl: there.ttl, comment };
      await asked(`mark ${type} ${name}`, () => client.dns.records.edit(id, fields, { signal }));
      await seen(
        parts,
        `the mark of ${type} ${name}`,
        async () => (await find())?.comment === comment,
        signal,
      );
      return 'marked';
    },
  };
};
