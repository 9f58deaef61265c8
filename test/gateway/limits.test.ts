import { limits, RequestQuota, Unverified } from '../../src/gateway/limits';
import { post, push, start, type Started } from './support';

let gateway: Started;
afterEach(() => gateway?.end());

const from = (address: string, more = {}) => ({ ...more, headers: { 'cf-connecting-ip': address } });

describe('requests without a right signature', () => {
  it('from one address behind the named tunnel are heard thirty times a minute; others are not hindered', async () => {
    gateway = await start({ tunnel: ['127.0.0.1'] });
    const guess = () => post(gateway.url, from('203.0.113.9', { secret: 'guessed' }));
    for (let i = 0; i < limits.unverified; i += 1) expect((await guess()).status).toBe(401);
    const refused = await guess();
    expect([refused.status, refused.body.reason, refused.headers['retry-after']]).toEqual([
      429,
      'too-many',
      '60',
    ]);
    expect((await post(gateway.url, from('203.0.113.10'))).status).toBe(202);
    expect(gateway.answers.at(-2)).toMatchObject({ from: '203.0.113.9', reason: 'too-many' });
  });

  it('are not counted where the header may be anybody’s: nobody can lock GitHub out', async () => {
    gateway = await start({ tunnel: ['192.0.2.1'] });
    const guess = () => post(gateway.url, from('203.0.113.9', { secret: 'guessed' }));
    for (let i = 0; i < limits.unverified + 3; i += 1) expect((await guess()).status).toBe(401);
    expect((await post(gateway.url, from('203.0.113.9'))).status).toBe(202);
    expect(gateway.answers.every(({ from }) => from === '127.0.0.1')).toBe(true);
  });

  it('are forgotten after a minute, and one network of IPv6 is one sender', () => {
    let now = 0;
    const unverified = new Unverified(() => now);
    for (let i = 0; i < limits.unverified; i += 1) unverified.note(`2001:db8:1:2::${i}`);
    expect(unverified.isOver('2001:db8:1:2:ffff::1')).toBe(true);
    expect(unverified.isOver('2001:db8:1:3::1')).toBe(false);
    now = 60_001;
    expect(unverified.isOver('2001:db8:1:2::1')).toBe(false);
  });
});

describe('room', () => {
  it('is for so many requests, and for so many bytes together', () => {
    const room = new RequestQuota();
    const places = Array.from({ length: limits.requests }, () => room.enter(null)!);
    expect(places.every(Boolean)).toBe(true);
    expect(room.enter(null)).toBeUndefined();
    expect(places[1]!.take(limits.bytes)).toBe(true);
    expect(places[2]!.take(1)).toBe(false);
    places[1]!.leave();
    places[1]!.leave();
    expect(places[2]!.take(limits.bytes)).toBe(true);
    expect(room.enter(null)).toBeDefined();
    expect(room.enter(null)).toBeUndefined();
  });

  it('is never all taken by one known sender', () => {
    const room = new RequestQuota();
    const places = Array.from({ length: limits.perSender }, () => room.enter('203.0.113.9'));
    expect(room.enter('203.0.113.9')).toBeUndefined();
    expect(room.enter('203.0.113.10')).toBeDefined();
    places[0]!.leave();
    expect(room.enter('203.0.113.9')).toBeDefined();
  });

  it('is given back when a request has its answer', async () => {
    let open = (): void => {};
    const held = new Promise<void>((resolve) => (open = resolve));
    gateway = await start({ signal: () => held });
    const waiting = Array.from({ length: limits.requests }, () => post(gateway.url));
    const refused = await untilBusy(gateway);
    expect(refused).toMatchObject({ status: 503, body: { reason: 'busy' } });
    open();
    expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([202]));
    expect((await post(gateway.url)).status).toBe(202);
  });
});

async function untilBusy({ url }: Started) {
  for (;;) {
    // One more would wait with the others until all have arrived.
    const got = await Promise.race([
      post(url),
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 300)),
    ]);
    if (got) return got;
  }
}

describe('what roost itself cannot do is a 503, which GitHub can deliver again', () => {
  it.each([
    ['Temporal does not hold the signal', { signal: () => Promise.reject(new Error('away')) }, 'temporal'],
    ['no secret is configured', { secrets: async () => [] }, 'no-secret'],
    ['the secrets cannot be read', { secrets: () => Promise.reject(new Error('no key')) }, 'no-secret'],
    ['a defect', { fleet: () => Promise.reject(new Error('oops')) }, 'internal'],
  ])('%s', async (_what, more, reason) => {
    gateway = await start(more);
    const got = await post(gateway.url, { body: push() });
    expect([got.status, got.body.reason]).toEqual([503, reason]);
    expect(gateway.answers).toMatchObject([{ result: 'failed', reason }]);
  });
});

it('records how long an answer took', async () => {
  gateway = await start({ signal: () => new Promise((resolve) => setTimeout(resolve, 120)) });
  await post(gateway.url);
  expect(gateway.answers[0]!.ms).toBeGreaterThanOrEqual(100);
});

it('other routes are mounted beside the hooks, with their own manners', async () => {
  gateway = await start({}, [(server) => void server.get('/health', async () => ({ status: 'healthy' }))]);
  expect(await (await fetch(`${gateway.url}/health`)).json()).toEqual({ status: 'healthy' });
});
