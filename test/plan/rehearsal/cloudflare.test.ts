import {
  differences,
  madeByRehearsals,
  planCloudflareRehearsal,
  requireZone,
} from '../../../src/plan/rehearsal/cloudflare';
import { rehearsedFires } from '../../../src/plan/rehearsal/fires';
import type { CloudflareState } from '../../../src/protocol/steps/cloudflare';
import { fleetOf, zoneId } from '../cloudflare/sample';

const options = {
  scope: { kind: 'fleet' as const, directory: '/var/lib/roost/fleet' },
  operation: '0123456789',
  decideWait: 1,
};
const record = (name: string, comment: string | null) => ({
  zone: 'sgos.example',
  zoneId,
  id: name,
  name,
  type: 'CNAME',
  content: 'x.cfargotunnel.com',
  ttl: 1,
  proxied: true,
  comment,
});
const tunnel = (name: string) => ({
  id: name,
  name,
  source: 'cloudflare' as const,
  rules: null,
  connected: false,
});
const state: CloudflareState = {
  zones: [{ id: zoneId, name: 'sgos.example' }],
  tunnels: [
    tunnel('roost.sgos.rehearsal-aaaaaaaaaa'),
    tunnel('roost.other.rehearsal-aaaaaaaaaa'),
    tunnel('mine'),
  ],
  records: [
    record('rehearsal-aaaaaaaaaa.sgos.example', 'roost fleet=sgos host=rehearsal-aaaaaaaaaa'),
    record('rehearsal-bbbbbbbbbb.sgos.example', null),
    record('rehearsal-cccccccccc.sgos.example', 'roost fleet=other host=rehearsal-cccccccccc'),
    record('status.sgos.example', 'roost fleet=sgos host=toucan'),
  ],
  policies: [],
  applications: [],
};

it('makes one tunnel and one record with the name of its operation, and the way back is there before them', () => {
  const { steps, rehearsal, neverAsks } = planCloudflareRehearsal(fleetOf(), state, options);
  expect(steps.map(({ id, call, undo }) => [id, call.run, undo?.call.run])).toEqual([
    ['sweep', 'removeRehearsals', undefined],
    ['token', 'verifyAccount', undefined],
    ['compare', 'compareAccount', undefined],
    ['tunnel', 'createTunnel', 'removeRehearsals'],
    ['record', 'writeDnsRecord', undefined],
    ['read', 'readRehearsal', undefined],
    ['remove', 'removeRehearsals', undefined],
  ]);
  expect(steps[3]!.call.args).toEqual({ name: 'roost.sgos.rehearsal-0123456789' });
  expect(steps[4]!.call.args).toMatchObject({
    zone: 'sgos.example',
    zoneId,
    id: null,
    replaces: [],
    record: {
      name: 'rehearsal-0123456789.sgos.example',
      content: { tunnel: 'roost.sgos.rehearsal-0123456789' },
      comment: 'roost fleet=sgos host=rehearsal-0123456789',
    },
  });
  expect(neverAsks).toBe(true);
  expect(rehearsal.pairs.map(([name]) => name)).toEqual(['account', 'differs', 'made and removed']);
});

it('knows what rehearsals of this fleet have made, and takes nothing else for it', () => {
  const { tunnels, records } = madeByRehearsals(state, 'sgos');
  expect(tunnels.map(({ name }) => name)).toEqual(['roost.sgos.rehearsal-aaaaaaaaaa']);
  expect(records.map(({ name }) => name)).toEqual(['rehearsal-aaaaaaaaaa.sgos.example']);
});

it('counts what a rehearsal has left as no difference, and names the others', () => {
  const { titles } = differences(fleetOf(), state, options);
  expect(titles.length).toBeGreaterThan(3);
  expect(titles.join()).not.toContain('rehearsal-');
});

it('needs a zone, and belongs to the quarter where there is one', () => {
  expect(() => requireZone({ cloudflare: undefined })).toThrow('add the section cloudflare');
  const fleet = fleetOf();
  expect(() => requireZone({ cloudflare: { ...fleet.cloudflare, zones: [] } })).toThrow('cloudflare.zones');
  const backup = { drill: {} } as never;
  expect(rehearsedFires({ ...fleet, backup }).fires).toEqual(['control', 'cloudflare']);
  expect(rehearsedFires({ ...fleet, backup, cloudflare: undefined }).fires).toEqual(['control']);
});
