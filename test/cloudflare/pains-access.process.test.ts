import { World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
beforeEach(() => world.empty());
afterAll(() => world.fake.stop());

describe('a policy that goes before its application (7284, 5586)', () => {
  it('the application lets go of it first', async () => {
    await world.apply();
    const staff = world.fake.state.policies.find(({ name }) => name.startsWith('machines'))!;
    world.fleet.apps.phone!.cloudflare!.access = ['staff'];
    delete world.fleet.cloudflare.policies.machines;
    world.fake.requests.length = 0;
    await world.apply();
    const [change, removal] = world.fake.writes;
    expect(change).toMatch(/^PUT .*\/access\/apps\//);
    expect(removal).toBe(`DELETE /accounts/${world.fleet.cloudflare.account}/access/policies/${staff.id}`);
  });

  it('one that somebody else’s application uses stays, and the step says so', async () => {
    await world.apply();
    const machines = world.fake.state.policies.find(({ name }) => name.startsWith('machines'))!;
    world.fake.state.applications.push({
      ...world.fake.state.applications[0]!,
      id: 'hand',
      name: 'by hand',
      policies: [machines.id],
    });
    world.fleet.apps.phone!.cloudflare!.access = ['staff'];
    delete world.fleet.cloudflare.policies.machines;
    await expect(world.apply()).rejects.toMatchObject({
      message: expect.stringContaining('no application uses the policy machines'),
    });
    expect(world.fake.state.policies).toContainEqual(expect.objectContaining({ id: machines.id }));
  });
});

describe('reusable and inline policies, and an empty session (5499, 5811, 7165)', () => {
  it('an adopted application gets the fleet’s reusable policies in place of its own', async () => {
    const own = {
      name: 'own',
      decision: 'allow',
      include: [{ everyone: {} }],
      exclude: [],
      require: [],
      id: 'own',
    };
    world.fake.state.applications.push({
      id: 'hand',
      name: 'Phone',
      domain: 'phone.sgos.example',
      type: 'self_hosted',
      aud: 'aud-of-phone',
      session_duration: '24h',
      policies: [own],
      app_launcher_visible: false,
    });
    const adoption = await world.adoption();
    expect(adoption.warnings).toEqual([expect.stringContaining('policies of its own (own)')]);
    await world.run(adoption);
    expect(world.fake.state.applications[0]!.policies).toMatchObject([own]);
    await world.apply();
    const [app] = world.fake.state.applications;
    const names = app!.policies.map((id) => world.fake.state.policies.find((one) => one.id === id)!.name);
    expect(names).toEqual(['staff [roost sgos]', 'machines [roost sgos]']);
    // Its identity for the app behind it, and what the fleet file does not set, stay.
    expect(app).toMatchObject({ id: 'hand', aud: 'aud-of-phone', app_launcher_visible: false });
  });

  it('a session that Cloudflare shows as empty is no difference where the fleet file sets none', async () => {
    await world.apply();
    expect((await world.plan()).steps).toEqual([]);
    world.fleet.cloudflare.policies.staff!.session = '12h';
    expect(await world.apply()).toEqual(['policy-staff']);
    world.fake.state.policies[0]!.session_duration = '12h0m0s';
    expect((await world.plan()).steps).toEqual([]);
  });
});
