/** Another token in place of the present one. */
import { World } from './world';

let world: World;
let stored: string[];

beforeAll(async () => {
  world = await World.start();
});
beforeEach(() => {
  world.empty();
  stored = [];
});
afterAll(() => world.fake.stop());

const store = async (value: string): Promise<void> => void stored.push(value);
const names = (): string[] => world.fake.state.tokens.map(({ name }) => name);

it.each(['user', 'account'] as const)(
  'of a token of the %s: made, tried and stored before the first goes',
  async (owner) => {
    world.fake.state.tokens[0]!.owner = owner;
    expect(await world.account.tokens.current()).toEqual({ id: 'first', name: 'made by hand' });
    expect(await world.account.tokens.renew('second', store)).toBe('created, tried and stored');
    const second = world.fake.state.tokens[1]!;
    expect(stored).toEqual([second.value]);
    expect(second).toMatchObject({ owner, policies: world.fake.state.tokens[0]!.policies });
    // Tried with the new one, by one read for each permission.
    const tried = world.fake.requests.filter(
      ({ headers }) => headers.authorization === `Bearer ${second.value}`,
    );
    expect(tried.map(({ method, path }) => `${method} ${path.replace(/.*\/accounts\/[^/]+/, '')}`)).toEqual([
      'GET /zones',
      'GET /cfd_tunnel',
      'GET /access/policies',
      'GET /access/apps',
    ]);
    const account = await world.by(second.value);
    expect(await account.tokens.renew('second', store)).toBe('it is in use already');
    expect(await account.tokens.remove({ id: 'first', name: 'made by hand' })).toBe('removed');
    expect(names()).toEqual(['second']);
    expect(await account.tokens.remove({ id: 'first', name: 'made by hand' })).toBe('removed');
  },
);

it('one whose value was lost with the answer is removed, and made again', async () => {
  world.fake.fault({ on: 'POST', what: 'lost' });
  await expect(world.account.tokens.renew('second', store)).rejects.toMatchObject({
    code: 'CloudflareFailed',
  });
  expect(names()).toEqual(['made by hand', 'second']);
  const [, lost] = world.fake.state.tokens;
  await world.account.tokens.renew('second', store);
  expect(names()).toEqual(['made by hand', 'second']);
  expect(world.fake.state.tokens[1]!.id).not.toBe(lost!.id);
  expect(stored).toEqual([world.fake.state.tokens[1]!.value]);
});

it('one that may not do what the first may is not stored, and the undo removes it', async () => {
  world.fake.fault(
    ...Array.from({ length: 6 }, () => ({ on: 'GET /zones', what: { status: 403, body: '{}' } })),
  );
  await expect(world.account.tokens.renew('second', store)).rejects.toMatchObject({
    code: 'CloudflareFailed',
  });
  expect(stored).toEqual([]);
  expect(await world.account.tokens.remove({ id: null, name: 'second' })).toBe('removed');
  expect(names()).toEqual(['made by hand']);
});

it('one that is in use is never removed', async () => {
  await world.account.tokens.renew('second', store);
  const account = await world.by(stored[0]!);
  expect(await account.tokens.remove({ id: null, name: 'second' })).toBe('it is in use, so it stays');
  await expect(world.account.tokens.remove({ id: 'first', name: 'made by hand' })).rejects.toMatchObject({
    code: 'CloudflareChanged',
  });
  expect(names()).toEqual(['made by hand', 'second']);
});

it('a file that cannot be written leaves the first token in use', async () => {
  const failing = () => Promise.reject(new Error('disk'));
  await expect(world.account.tokens.renew('second', failing)).rejects.toThrow('disk');
  expect(await world.account.tokens.remove({ id: null, name: 'second' })).toBe('removed');
  expect(names()).toEqual(['made by hand']);
});
