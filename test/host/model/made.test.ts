import { madeOtherwise, otherwiseMade, ownIn } from '../../../src/host/model/made';
import type { Host } from '../../../src/host/types';

const network = {
  Driver: 'bridge',
  Internal: false,
  EnableIPv6: false,
  IPAM: { Config: [{ Subnet: '172.30.0.0/16', Gateway: '172.30.0.1' }] },
  Options: { 'com.docker.network.driver.mtu': '1400' },
};
const volume = { Driver: 'local', Options: { type: 'none', o: 'bind', device: '/srv/data' } };

const of = (part: 'networks' | 'volumes', wanted: object, there: unknown = null): string => {
  const own = ownIn({ [part]: { one: { name: 'wiki_one', ...wanted } } });
  const printed = there === null ? '' : JSON.stringify(there);
  return otherwiseMade(own, own.map(() => `${printed}\0`).join(''))
    .map(({ field, message }) => `${field}: ${message}`)
    .join('\n');
};

test.each([
  ['nothing of it', {}],
  ['the same', { driver: 'bridge', internal: false, enable_ipv6: false }],
  ['one without a driver', { driver: '' }],
  ['the same addresses', { ipam: { config: [{ subnet: '172.30.0.0/16' }] } }],
  ['the same options', { driver_opts: { 'com.docker.network.driver.mtu': 1400 } }],
  ['another one that is external', { external: true, internal: true }],
])('a network that is there may have %s in the files', (_, wanted) => {
  expect(of('networks', wanted, network)).toBe('');
});

test.each([
  ['internal', { internal: true }],
  ['driver', { driver: 'macvlan' }],
  ['enable_ipv6', { enable_ipv6: true }],
  ['ipam', { ipam: { config: [{ subnet: '172.31.0.0/16' }] } }],
  ['driver_opts.com.docker.network.driver.mtu', { driver_opts: { 'com.docker.network.driver.mtu': '9000' } }],
])('a network that is there with another %s is refused, with the line to write', (differs, wanted) => {
  expect(of('networks', wanted, network)).toMatch(
    new RegExp(`^networks.one: the network wiki_one is there with another ${differs},.*networks.one.name`),
  );
  expect(of('networks', wanted)).toBe('');
});

test.each([
  ['172.30.5.9/16', '172.30.0.0/16', ''],
  ['fd00:0:0::1/48', 'fd00::/48', ''],
  ['FD00::/48', 'fd00:0000:0000::/48', ''],
  ['172.30.0.0/16', '172.30.0.0/24', 'networks.one'],
  ['fd00:1::/32', 'fd00:2::/32', 'networks.one'],
  ['nonsense', '172.30.0.0/24', 'networks.one'],
])('addresses %s are %s: %j', (wanted, there, field) => {
  const pool = { ...network, IPAM: { Config: [{ Subnet: there }] } };
  expect(of('networks', { ipam: { config: [{ subnet: wanted }] } }, pool).split(':')[0]).toBe(field);
});

test('and so is one that was internal', () => {
  expect(of('networks', {}, { ...network, Internal: true })).toMatch(/another internal/);
});

test('a volume too: its data would stay where they are', () => {
  expect(of('volumes', {}, volume)).toBe('');
  const same = { driver: 'local', driver_opts: { type: 'none', o: 'bind', device: '/srv//data/' } };
  expect(of('volumes', same, volume)).toBe('');
  const other = { driver_opts: { ...same.driver_opts, device: '/srv/other' } };
  expect(of('volumes', other, volume)).toMatch(
    /^volumes\.one: the volume wiki_one is there with another driver_opts\.device.*bring the data there/,
  );
  expect(of('volumes', other, { Driver: 'local', Options: null })).toMatch(/driver_opts\.type/);
  expect(of('volumes', other)).toBe('');
});

test('a folder that is reached by a link is the same one', async () => {
  const calls: string[] = [];
  const exec = async (argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const path = argv.at(-1)!;
    if (argv[0] !== 'readlink') return { code: 0, stdout: `${JSON.stringify(volume)}\0`, stderr: '' };
    calls.push(path);
    return { code: 0, stdout: `${path.replace('/link', '/srv')}\n`, stderr: '' };
  };
  const model = (device: string) => ({
    volumes: { one: { name: 'v', driver_opts: { type: 'none', o: 'bind', device } } },
  });
  const ask = (device: string) => madeOtherwise({ exec } as Pick<Host, 'exec'>, model(device));
  expect(await ask('/srv/data')).toEqual([]);
  expect(calls).toEqual([]);
  expect(await ask('/link/data')).toEqual([]);
  expect(await ask('/link/other')).toHaveLength(1);
  expect(await madeOtherwise({ exec } as Pick<Host, 'exec'>, {})).toEqual([]);
});

test('what Docker prints of no shape is nothing that is known', () => {
  const own = ownIn({ networks: { one: { internal: true } } });
  for (const printed of ['', '[]\0', 'nonsense\0', 'null\0']) expect(otherwiseMade(own, printed)).toEqual([]);
});
