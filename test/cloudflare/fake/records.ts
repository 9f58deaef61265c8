import { randomUUID } from 'node:crypto';
import { answer, found, page, parsed, refused } from './envelope';
import * as schemas from './schemas';
import type { Route } from './server';
import type { DnsRecord, State } from './state';

type Zone = State['zones'][number];

const zoneOf = (state: State, id: string): Zone =>
  found(
    state.zones.find((one) => one.id === id),
    1001,
    'Zone',
  );

const recordOf = (zone: Zone, id: string): DnsRecord =>
  found(
    zone.records.find((one) => one.id === id),
    81044,
    'Record',
  );

/** Whole and in small letters, whatever came in. */
function fullName(name: string, zone: string): string {
  const bare = name.toLowerCase().replace(/\.$/, '');
  if (bare === '@' || bare === zone) return zone;
  return bare.endsWith(`.${zone}`) ? bare : `${bare}.${zone}`;
}

function made(
  zone: Zone,
  body: schemas.RecordBody,
  id: string = randomUUID().replaceAll('-', ''),
): DnsRecord {
  const { name, type, ttl, comment, tags = [] } = body;
  const proxied = 'proxied' in body ? (body.proxied ?? false) : false;
  return {
    id,
    name: fullName(name, zone.name),
    type,
    content: 'data' in body ? `${body.data.flags} ${body.data.tag} "${body.data.value}"` : body.content,
    ...('data' in body && { data: body.data }),
    ...('priority' in body && { priority: body.priority }),
    ttl: proxied ? 1 : ttl,
    proxied,
    comment: comment ?? null,
    tags,
    settings: {},
  };
}

function requireFree(zone: Zone, record: DnsRecord): void {
  const others = zone.records.filter(({ id, name }) => id !== record.id && name === record.name);
  if (others.some(({ type, content }) => type === record.type && content === record.content))
    throw refused(400, 81058, 'An identical record already exists.');
  if (record.type === 'CNAME' && others.length > 0)
    throw refused(400, 81053, 'An A, AAAA, or CNAME record with that host already exists.');
  if (others.some(({ type }) => type === 'CNAME'))
    throw refused(400, 81054, 'A CNAME record with that host already exists.');
}

const shown = (zone: Zone, record: DnsRecord) => ({
  ...record,
  proxiable: ['A', 'AAAA', 'CNAME'].includes(record.type),
  meta: {},
  created_on: '2026-01-01T00:00:00Z',
  modified_on: '2026-01-01T00:00:00Z',
  zone_name: zone.name,
});

const base = '/zones/:zone/dns_records';

export const recordRoutes: Route[] = [
  [
    'GET',
    '/zones',
    ({ state, query }) =>
      page(
        state.zones
          .filter(({ name }) => query.name === undefined || name === query.name)
          .map(({ id, name }) => ({ id, name, status: 'active', account: { id: query['account.id'] } })),
        query,
      ),
  ],
  [
    'GET',
    base,
    ({ state, params, query }) => {
      const zone = zoneOf(state, params.zone!);
      const all = zone.records
        .filter(({ name }) => query['name.exact'] === undefined || name === query['name.exact'].toLowerCase())
        .filter(({ type }) => query.type === undefined || type === query.type)
        .filter(
          ({ comment }) =>
            query['comment.startswith'] === undefined || comment?.startsWith(query['comment.startswith']),
        );
      return page(
        all.map((one) => shown(zone, one)),
        query,
        100,
      );
    },
  ],
  [
    'POST',
    base,
    ({ state, params, body }) => {
      const zone = zoneOf(state, params.zone!);
      const record = made(zone, parsed(schemas.record, body));
      requireFree(zone, record);
      zone.records.push(record);
      return answer(shown(zone, record));
    },
  ],
  [
    'POST',
    `${base}/batch`,
    ({ state, params, body }) => {
      const zone = zoneOf(state, params.zone!);
      const { deletes = [], posts = [] } = parsed(schemas.batch, body);
      // All or nothing.
      const next: Zone = { ...zone, records: [...zone.records] };
      const removed = deletes.map(({ id }) => recordOf(next, id));
      next.records = next.records.filter((one) => !removed.includes(one));
      const added = posts.map((one) => {
        const record = made(zone, one);
        requireFree(next, record);
        next.records.push(record);
        return record;
      });
      zone.records = next.records;
      return answer({
        deletes: removed.map((one) => shown(zone, one)),
        patches: [],
        puts: [],
        posts: added.map((one) => shown(zone, one)),
      });
    },
  ],
  [
    'PATCH',
    `${base}/:id`,
    ({ state, params, body }) => {
      const zone = zoneOf(state, params.zone!);
      const former = recordOf(zone, params.id!);
      const { name, type, ttl } = parsed(schemas.recordEdit, body);
      const { id, name: _n, settings, content, ...kept } = former;
      void [_n, settings];
      const rest = Object.fromEntries(
        Object.entries(kept).filter(
          ([key, value]) => value !== null && (key !== 'proxied' || ['A', 'AAAA', 'CNAME'].includes(type)),
        ),
      );
      const whole = { ...(former.data ? {} : { content }), ...rest, ...(body as object), name, type, ttl };
      const record = made(zone, parsed(schemas.record, whole), id);
      requireFree(zone, record);
      Object.assign(former, record);
      return answer(shown(zone, former));
    },
  ],
  [
    'DELETE',
    `${base}/:id`,
    ({ state, params }) => {
      const zone = zoneOf(state, params.zone!);
      const { id } = recordOf(zone, params.id!);
      zone.records = zone.records.filter((one) => one.id !== id);
      return answer({ id });
    },
  ],
];
