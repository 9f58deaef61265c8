/** Requests that fail, answers that are lost, and reads that are late. */
import { RoostError } from '../../src/errors';
import { token, World } from './world';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
beforeEach(() => world.empty());
afterAll(() => world.fake.stop());

/** Everything that is there, by what a person would call it. */
function things(): string[] {
  const { state } = world.fake;
  return [
    ...state.tunnels.filter(({ deleted_at }) => !deleted_at).map(({ name }) => `tunnel ${name}`),
    ...state.zones[0]!.records.map(({ type, name }) => `${type} ${name}`),
    ...state.policies.map(({ name }) => `policy ${name}`),
    ...state.applications.map(({ name }) => `application ${name}`),
  ].sort();
}

const wanted = [
  'A www.sgos.example',
  'CNAME ikhaya.sgos.example',
  'CNAME phone.sgos.example',
  'CNAME status.sgos.example',
  'MX sgos.example',
  'application phone.sgos.example [roost sgos]',
  'application status.sgos.example [roost sgos]',
  'policy machines [roost sgos]',
  'policy staff [roost sgos]',
  'tunnel roost.sgos.hornbill',
  'tunnel roost.sgos.toucan',
];

/** One run for each write, in which that one fails; answers how many there were. */
async function eachWrite(what: 'lost' | { status: number }, run: () => Promise<unknown>): Promise<number> {
  for (let count = 0; ; count++) {
    world.empty();
    world.fake.fault({ on: 'write', after: count, what });
    await run();
    expect(things()).toEqual(wanted);
    expect((await world.plan()).steps).toEqual([]);
    if (world.fake.waiting > 0) return count;
  }
}

it('a lost answer to whichever write is found by the retry: nothing is there twice', async () => {
  const count = await eachWrite('lost', () => world.apply({}, 3));
  expect(count).toBe(13);
});

it('a write that fails with 5xx leaves a run that a further one goes on with', async () => {
  await eachWrite({ status: 502 }, async () => {
    const error = await world.apply().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error) expect(error).toMatchObject({ code: 'CloudflareFailed' });
    await world.apply();
  });
});

it('answers from a copy that is behind do not make it write twice', async () => {
  world.fake.lag = 3;
  await world.apply({}, 2);
  world.fake.lag = 0;
  expect(things()).toEqual(wanted);
  expect(world.fake.writes).toHaveLength(13);
});

it('what is not to be seen after a while is a failure that may pass', async () => {
  world.fake.lag = 100;
  await expect(world.account.createTunnel({ name: 'roost.sgos.hornbill' })).rejects.toMatchObject({
    code: 'CloudflareFailed',
    message: expect.stringContaining('does not show yet'),
  });
});

it.each([
  ['7', 7],
  ['a date in 100 s', 100],
  ['100000', 600],
  ['soon', 30],
])('429 with Retry-After %s is tried again after %i s', async (given, seconds) => {
  const after = given.startsWith('a date') ? new Date(Date.now() + 100_000).toUTCString() : given;
  world.fake.fault({ what: { status: 429, headers: { 'retry-after': after } } });
  const error = await world.read().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CloudflareFailed' });
  expect(Math.abs((error as RoostError).traits.retryAfter! - seconds)).toBeLessThan(20);
});

it('a failed request is sent once: the client itself repeats nothing', async () => {
  for (const status of [500, 409, 408]) {
    world.fake.requests.length = 0;
    world.fake.fault({ what: { status } });
    await expect(world.read()).rejects.toBeInstanceOf(RoostError);
    expect(world.fake.requests).toHaveLength(1);
  }
});

it('an answer without success is a failure, though its status is 200', async () => {
  world.fake.fault({ on: 'configurations', what: 'unsuccessful' });
  await expect(world.apply({}, 1)).rejects.toMatchObject({ code: 'CloudflareFailed' });
});

it('no account of the environment is sent along, nor are its headers', async () => {
  const names = {
    CLOUDFLARE_API_KEY: 'ambient-key',
    CLOUDFLARE_EMAIL: 'ambient@example.org',
    CLOUDFLARE_API_USER_SERVICE_KEY: 'ambient-service',
    CLOUDFLARE_API_TOKEN: 'ambient-token',
    CLOUDFLARE_BASE_URL: 'http://127.0.0.1:1',
    CLOUDFLARE_CUSTOM_HEADERS: 'x-ambient: yes',
  };
  Object.assign(process.env, names);
  const other = await World.start();
  try {
    await other.read();
    const sent = JSON.stringify(other.fake.requests.map(({ headers }) => headers));
    expect(sent).toContain(`Bearer ${token}`);
    expect(sent).not.toContain('ambient');
    expect(other.fake.requests[0]!.headers['api-version']).toBe('2026-11-01');
  } finally {
    Object.keys(names).forEach((name) => delete process.env[name]);
    await other.fake.stop();
  }
});

it('a token that is not valid is named as such, and is in no message', async () => {
  world.fake.state.tokens[0]!.status = 'disabled';
  const error = await world.read().catch((thrown: unknown) => thrown as RoostError);
  expect(error).toMatchObject({ code: 'CloudflareTokenWrong', message: expect.stringContaining('9109') });
  expect(JSON.stringify(error)).not.toContain(token);
});

it('a body of an error is not repeated: only its code and one line of its text', async () => {
  const body = JSON.stringify({
    success: false,
    errors: [{ code: 1, message: 'a\u001b[2Jb\nc' }],
    result: { secret: 'in the body' },
  });
  world.fake.fault({ what: { status: 400, body } });
  const error = await world.read().catch((thrown: unknown) => thrown as RoostError);
  expect((error as RoostError).message).toBe('Cloudflare refused: find the zone sgos.example: ab c (1)');
});

it('a record that somebody else makes between plan and step is not overwritten', async () => {
  const plan = await world.plan();
  world.fake.fault({
    on: 'POST /zones',
    what: ({ zones }) =>
      zones[0]!.records.push({
        id: 'hand',
        name: 'www.sgos.example',
        type: 'CNAME',
        content: 'hand.example',
        ttl: 1,
        proxied: true,
        comment: null,
        tags: [],
        settings: {},
      }),
  });
  await expect(world.run(plan)).rejects.toMatchObject({ code: 'CloudflareChanged' });
  expect(world.fake.state.zones[0]!.records).toContainEqual(
    expect.objectContaining({ content: 'hand.example' }),
  );
});

it('a mark that somebody has taken away stops the step that would remove the thing', async () => {
  await world.apply();
  delete world.fleet.apps.ikhaya!.cloudflare;
  const plan = await world.plan();
  world.fake.state.zones[0]!.records.find(({ name }) => name.startsWith('ikhaya'))!.comment = 'mine now';
  await expect(world.run(plan)).rejects.toMatchObject({ code: 'CloudflareChanged' });
});
