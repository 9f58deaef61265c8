/** What roost relies on, of the fake and of a real account alike. Everything it makes it removes. */
import { randomBytes } from 'node:crypto';
import { createSerial, openCloudflare, type CloudflareAccount } from '../../src/cloudflare';
import { recordComment, markedName, tunnelName } from '../../src/plan/cloudflare/marks';
import type { CloudflareState, WantedRecord } from '../../src/protocol/steps/cloudflare';

export interface Subject {
  api: string;
  account: string;
  token: string;
  zone: string;
  /** ms before the second look. */
  pause?: number;
}

export function contract(subjectOf: () => Promise<Subject>): void {
  const fleet = `t${randomBytes(5).toString('hex')}`;
  const tunnel = tunnelName(fleet, 'host');
  const rules = [{ service: 'http_status:404' }];
  let account: CloudflareAccount;
  let zone: string;
  let zoneId: string;
  const state = (): Promise<CloudflareState> =>
    account.read({ zones: [zone], tunnels: (name) => name.includes(fleet) });
  const ours = async () => {
    const { records, tunnels, policies, applications } = await state();
    return {
      records: records.filter(({ comment }) => comment?.includes(fleet)),
      tunnels: tunnels.filter(({ name }) => name.includes(fleet)),
      policies: policies.filter(({ name }) => name.includes(fleet)),
      applications: applications.filter(({ name }) => name.includes(fleet)),
    };
  };
  const name = (label: string): string => `${label}-${fleet}.${zone}`;

  beforeAll(async () => {
    const subject = await subjectOf();
    account = await openCloudflare({ ...subject, fleet, serial: createSerial() });
    zone = subject.zone;
    zoneId = (await state()).zones[0]!.id;
  });

  it('makes a tunnel once, and gives it an ingress', async () => {
    expect(await account.createTunnel({ name: tunnel })).toBe('created');
    expect(await account.createTunnel({ name: tunnel })).toBe('it is there');
    const write = {
      tunnel,
      rules: [{ hostname: name('a'), service: 'http://127.0.0.1:80' }, ...rules],
      was: null,
    };
    expect(await account.writeIngress(write)).toBe('1 hostnames');
    expect(await account.writeIngress(write)).toBe('it is so already');
    await expect(account.writeIngress({ tunnel, rules, was: null })).rejects.toMatchObject({
      code: 'CloudflareChanged',
    });
    expect((await ours()).tunnels).toMatchObject([
      { name: tunnel, source: 'cloudflare', rules: write.rules },
    ]);
  });

  const comment = recordComment(fleet, { app: 'phone' });
  const records: Pick<WantedRecord, 'type' | 'content' | 'priority' | 'proxied'>[] = [
    { type: 'A', content: '192.0.2.1', proxied: true },
    { type: 'AAAA', content: '2001:db8::1', proxied: false },
    { type: 'TXT', content: 'v=spf1 -all', proxied: false },
    { type: 'MX', content: 'mail.example.org', priority: 10, proxied: false },
    { type: 'CAA', content: '0 issue "ca.example.org"', proxied: false },
    { type: 'CNAME', content: 'target.example.org', proxied: false },
  ];

  it.each(records)('writes a record $type, changes and removes it, each once', async (one) => {
    const record: WantedRecord = {
      ...one,
      name: name(one.type.toLowerCase()),
      ttl: one.proxied ? 1 : 300,
      comment,
    };
    const write = { zone, zoneId, record, id: null, replaces: [] };
    expect(await account.writeDnsRecord(write)).toBe('created');
    expect(await account.writeDnsRecord(write)).toBe('it is so already');
    const [there] = (await ours()).records;
    expect(there).toMatchObject({ name: record.name, type: one.type, comment });
    const { id } = there!;
    const changed = { ...record, comment: recordComment(fleet, { app: 'ikhaya' }) };
    expect(await account.writeDnsRecord({ ...write, record: changed, id })).toBe('changed');
    expect(await account.writeDnsRecord({ ...write, record: changed, id })).toBe('it is so already');
    const remove = { zone, zoneId, id, name: record.name, type: one.type };
    expect(await account.removeDnsRecord(remove)).toBe('removed');
    expect(await account.removeDnsRecord(remove)).toBe('it is gone');
  });

  it('leads a hostname to the tunnel, in place of an address', async () => {
    const a: WantedRecord = {
      name: name('a'),
      type: 'A',
      content: '192.0.2.1',
      ttl: 1,
      proxied: true,
      comment,
    };
    await account.writeDnsRecord({ zone, zoneId, record: a, id: null, replaces: [] });
    const { id } = (await ours()).records[0]!;
    const record: WantedRecord = { ...a, type: 'CNAME', content: { tunnel } };
    expect(await account.writeDnsRecord({ zone, zoneId, record, id: null, replaces: [id] })).toBe('changed');
    const { records: now, tunnels } = await ours();
    expect(now).toMatchObject([
      { type: 'CNAME', content: `${tunnels[0]!.id}.cfargotunnel.com`, proxied: true },
    ]);
    await account.removeDnsRecord({ zone, zoneId, id: now[0]!.id, name: a.name, type: 'CNAME' });
  });

  it('puts a policy before a hostname, changes it, and takes both away in order', async () => {
    const policy = {
      name: markedName('staff', fleet),
      decision: 'allow' as const,
      include: [{ emailDomain: 'example.org' }],
      exclude: [],
      require: [],
    };
    expect(await account.writeAccessPolicy({ policy, id: null })).toBe('created');
    expect(await account.writeAccessPolicy({ policy, id: null })).toBe('it is so already');
    const application = {
      name: markedName(name('b'), fleet),
      domain: name('b'),
      session: '24h',
      policies: [policy.name],
    };
    expect(await account.writeAccessApplication({ application, id: null })).toBe('created');
    expect(await account.writeAccessApplication({ application, id: null })).toBe('it is so already');
    const there = await ours();
    expect(there.applications).toMatchObject([
      { domain: name('b'), policies: [there.policies[0]!.id], inline: [] },
    ]);
    const { id } = there.policies[0]!;
    const narrower = { ...policy, require: [{ country: 'DE' }] };
    expect(await account.writeAccessPolicy({ policy: narrower, id })).toBe('changed');
    const shorter = { ...application, session: '1h' };
    const app = there.applications[0]!;
    expect(await account.writeAccessApplication({ application: shorter, id: app.id })).toBe('changed');
    expect(await account.removeAccessApplication(app)).toBe('removed');
    expect(await account.removeAccessApplication(app)).toBe('it is gone');
    expect(await account.removeAccessPolicy({ id, name: policy.name })).toBe('removed');
    expect(await account.removeAccessPolicy({ id, name: policy.name })).toBe('it is gone');
  });

  it('refuses a body that is wrong, and names the code', async () => {
    const record: WantedRecord = {
      name: name('c'),
      type: 'A',
      content: 'nonsense',
      ttl: 1,
      proxied: false,
      comment,
    };
    const bad = { ...record, ttl: 7 };
    await expect(
      account.writeDnsRecord({ zone, zoneId, record: bad, id: null, replaces: [] }),
    ).rejects.toMatchObject({ code: 'CloudflareRefused', message: expect.stringMatching(/\(\d{4,5}\)/) });
  });

  it('removes the tunnel, and leaves nothing', async () => {
    const [there] = (await ours()).tunnels;
    expect(await account.removeTunnel({ id: there!.id, name: tunnel })).toBe('removed');
    expect(await account.removeTunnel({ id: there!.id, name: tunnel })).toBe('it is gone');
    expect(await ours()).toEqual({ records: [], tunnels: [], policies: [], applications: [] });
  });
}
