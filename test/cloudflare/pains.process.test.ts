/** What hurt users of the Terraform provider, each by the numbers of its issues. */
import { withIngress, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
beforeEach(() => world.empty());
afterAll(() => world.fake.stop());

const zone = () => world.fake.state.zones[0]!;
const tunnel = (host = 'hornbill') =>
  world.fake.state.tunnels.find(({ name, deleted_at }) => name === `roost.sgos.${host}` && !deleted_at)!;
const recordOf = (name: string) => zone().records.find((one) => one.name === `${name}.sgos.example`)!;
const ingress = (host?: string) => tunnel(host).config!.config.ingress;

describe('two writers of one tunnel (5791)', () => {
  it('what somebody else has written since the plan is not overwritten', async () => {
    await world.apply();
    world.fleet = withIngress(world.fleet, 'ssh.sgos.example', 'ssh://127.0.0.1:22');
    const plan = await world.plan();
    ingress().unshift({ hostname: 'other.sgos.example', service: 'http://127.0.0.1:1' });
    await expect(world.run(plan)).rejects.toMatchObject({ code: 'CloudflareChanged' });
    expect(ingress().map(({ hostname }) => hostname)).toEqual([
      'other.sgos.example',
      'phone.sgos.example',
      'ikhaya.sgos.example',
      undefined,
    ]);
  });

  it('two writes at once come one after the other, so that the second sees the first', async () => {
    await world.apply();
    const rules = (name: string) => [
      { hostname: `${name}.sgos.example`, service: 'http://127.0.0.1:1' },
      { service: 'http_status:404' },
    ];
    const was = [...ingress()].map(({ hostname, service }) => ({ hostname, service }));
    const both = await Promise.allSettled(
      ['a', 'b'].map((name) =>
        world.account.writeIngress({ tunnel: 'roost.sgos.hornbill', rules: rules(name), was }),
      ),
    );
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(ingress()[0]!.hostname).toBe('a.sgos.example');
  });
});

describe('a configuration that takes its tunnel along (2769)', () => {
  it('a host without a hostname keeps its tunnel, with the answer for all others', async () => {
    await world.apply();
    const { id } = tunnel('toucan');
    world.fleet = withIngress(world.fleet, null, '', 'toucan');
    await world.apply({ force: true });
    expect(tunnel('toucan').id).toBe(id);
    expect(ingress('toucan')).toEqual([{ service: 'http_status:404' }]);
  });
});

describe('a configuration without effect (2365)', () => {
  it('a tunnel is made as one that Cloudflare configures', async () => {
    await world.apply();
    expect(tunnel().config_src).toBe('cloudflare');
  });

  it('one that a file configures is named, and nothing is written to it', async () => {
    await world.apply();
    tunnel().config_src = 'local';
    world.fleet = withIngress(world.fleet, 'ssh.sgos.example', 'ssh://127.0.0.1:22');
    const plan = await world.plan();
    expect(plan.warnings).toEqual([expect.stringContaining('configured by a file on its host')]);
    expect(plan.steps.map(({ call }) => call.run)).not.toContain('writeIngress');
  });
});

describe('unset against false (4468)', () => {
  it('what the fleet file does not set is no difference, and survives a write', async () => {
    await world.apply();
    Object.assign(tunnel().config!.config, { 'warp-routing': { enabled: false } });
    ingress()[0]!.originRequest = { noTLSVerify: true };
    expect((await world.plan()).steps).toEqual([]);
    world.fleet = withIngress(world.fleet, 'ssh.sgos.example', 'ssh://127.0.0.1:22');
    await world.apply();
    expect(tunnel().config!.config).toMatchObject({ 'warp-routing': { enabled: false } });
    expect(ingress().find(({ hostname }) => hostname === 'phone.sgos.example')!.originRequest).toEqual({
      noTLSVerify: true,
    });
  });
});

describe('a tunnel that is replaced (5363, 5450, 5488)', () => {
  it('nothing that differs makes a tunnel anew: its id stays', async () => {
    await world.apply();
    const ids = world.fake.state.tunnels.map(({ id }) => id);
    Object.assign(tunnel(), { secret: 'rotated', config: null });
    zone().records = [];
    world.fleet.hosts.hornbill!.cloudflare!.otherwise = 'http_status:503';
    await world.apply();
    expect(world.fake.state.tunnels.map(({ id }) => id)).toEqual(ids);
    expect(recordOf('phone').content).toBe(`${tunnel().id}.cfargotunnel.com`);
  });
});

describe('a deletion with connections or routes (5255, 2607)', () => {
  it('a tunnel in use is left, with a warning; without a connector it goes after its records', async () => {
    await world.apply();
    tunnel('toucan').connectors = [{ id: 'c', run_at: '', conns: 4, origin_ip: '192.0.2.1' }];
    delete world.fleet.hosts.toucan!.cloudflare;
    const plan = await world.plan({ force: true });
    expect(plan.warnings).toEqual([expect.stringContaining('a connector uses it')]);
    await world.run(plan);
    expect(tunnel('toucan')).toBeDefined();
    tunnel('toucan').connectors = [];
    await world.apply({ force: true });
    expect(tunnel('toucan')).toBeUndefined();
    expect(recordOf('status')).toBeUndefined();
  });

  it('a connector that comes between plan and step makes the step fail, by its code', async () => {
    await world.apply();
    delete world.fleet.hosts.toucan!.cloudflare;
    const plan = await world.plan({ force: true });
    tunnel('toucan').connectors = [{ id: 'c', run_at: '', conns: 4, origin_ip: '192.0.2.1' }];
    await expect(world.run(plan)).rejects.toMatchObject({
      code: 'CloudflareRefused',
      message: expect.stringContaining('1022'),
    });
  });

  it('a tunnel that is removed leaves no record that would hinder the next (cloudflared 354)', async () => {
    await world.apply();
    delete world.fleet.hosts.toucan!.cloudflare;
    await world.apply({ force: true });
    expect(
      zone()
        .records.map(({ content }) => content)
        .join(),
    ).not.toContain(world.fake.state.tunnels.find(({ name }) => name === 'roost.sgos.toucan')!.id);
  });
});

describe('records that drift for ever (5517, 5378, 5858)', () => {
  it('a second plan finds no difference, whatever Cloudflare has made of names, tags, settings and ttl', async () => {
    world.fleet.cloudflare.records = [
      { name: 'sgos.example', type: 'MX', content: 'Mail.Example.', ttl: 1, proxied: false, priority: 10 },
      { name: 'www.sgos.example', type: 'A', content: '192.0.2.1', ttl: 300, proxied: true },
      { name: 'v6.sgos.example', type: 'AAAA', content: '2001:0DB8::0001', ttl: 300, proxied: false },
      { name: 'sgos.example', type: 'TXT', content: 'v=spf1 -all', ttl: 1, proxied: false },
    ];
    await world.apply();
    Object.assign(recordOf('v6'), { content: '2001:db8::1', tags: ['a:b'], settings: { ipv6_only: false } });
    zone().records.find(({ type }) => type === 'TXT')!.content = '"v=spf1 -all"';
    expect(recordOf('www').ttl).toBe(1);
    expect((await world.plan()).steps).toEqual([]);
  });
});

describe('a record that changes its type (750)', () => {
  it('both go and come in one request', async () => {
    await world.apply();
    world.fleet.cloudflare.records[1] = {
      name: 'www.sgos.example',
      type: 'CNAME',
      content: 'pages.example',
      ttl: 1,
      proxied: true,
    };
    world.fake.requests.length = 0;
    await world.apply();
    expect(world.fake.writes).toEqual(['POST /zones/zone1/dns_records/batch']);
    expect(recordOf('www')).toMatchObject({ type: 'CNAME', content: 'pages.example' });
  });
});

describe('CAA by data and by content (5411)', () => {
  it('is written by its parts, and the same when it is read by either', async () => {
    world.fleet.cloudflare.records = [
      { name: 'sgos.example', type: 'CAA', content: '0 issue "ca.example"', ttl: 1, proxied: false },
    ];
    await world.apply();
    const caa = zone().records.find(({ type }) => type === 'CAA')!;
    expect(caa.data).toEqual({ flags: 0, tag: 'issue', value: 'ca.example' });
    expect((await world.plan()).steps).toEqual([]);
    delete (caa as { content?: string }).content;
    expect((await world.plan()).steps).toEqual([]);
  });
});

describe('beyond the first page (2717)', () => {
  it('an application, a record and a tunnel behind many others are found', async () => {
    const many = Array.from({ length: 130 }, (_, i) => i);
    for (const i of many) {
      world.fake.state.applications.push({
        id: `x${i}`,
        name: `other ${i}`,
        domain: `x${i}.other.example`,
        type: 'self_hosted',
        aud: '',
        session_duration: '24h',
        policies: [],
      });
      world.fake.state.tunnels.push({
        id: `x${i}`,
        name: `other-${i}`,
        config_src: 'local',
        secret: '',
        created_at: '',
        deleted_at: null,
        config: null,
        connectors: [],
      });
    }
    await world.apply();
    expect((await world.plan()).steps).toEqual([]);
    expect(
      world.fake.state.applications.filter(({ domain }) => domain === 'phone.sgos.example'),
    ).toHaveLength(1);
  });
});

describe('what cannot be changed in place (7125)', () => {
  it('an ingress, a record, a policy and an application change without another id', async () => {
    await world.apply();
    const ids = () => [
      recordOf('www').id,
      tunnel().id,
      ...world.fake.state.policies.map(({ id }) => id),
      ...world.fake.state.applications.map(({ id, aud }) => `${id} ${aud}`),
    ];
    const before = ids();
    world.fleet.cloudflare.records[1]!.content = '192.0.2.77';
    world.fleet.cloudflare.policies.staff!.include = [{ email: 'anna@example.org' }];
    world.fleet.apps.phone!.cloudflare!.session = '1h';
    world.fleet.apps.phone!.cloudflare!.service = 'http://127.0.0.1:8080';
    await world.apply();
    expect(ids()).toEqual(before);
    expect(world.fake.writes.filter((line) => line.startsWith('DELETE'))).toEqual([]);
  });
});
