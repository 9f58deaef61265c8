import { parseSurroundings } from '../../../src/host/model/surroundings';

const read = (containers: string, sockets = '', free = '', images = '') =>
  parseSurroundings(`${containers}\0${sockets}\0${free}\0${images}\0`);

test('ports of containers, as docker ps writes them', () => {
  const ports =
    '0.0.0.0:80->80/tcp, [::]:80->80/tcp, :::81->81/tcp, 443/tcp, 127.0.0.1:9000-9001->9000-9001/udp';
  const [one] = read(`c1\tweb\t${ports}\n`).containers;
  expect(one).toEqual({
    id: 'c1',
    name: 'web',
    ports: [
      { protocol: 'tcp', family: 4, ip: '', port: 80 },
      { protocol: 'tcp', family: 6, ip: '', port: 80 },
      { protocol: 'tcp', family: 6, ip: '', port: 81 },
      { protocol: 'udp', family: 4, ip: '127.0.0.1', port: 9000 },
      { protocol: 'udp', family: 4, ip: '127.0.0.1', port: 9001 },
    ],
  });
});

test('sockets, as the kernel writes them', () => {
  const six = '00000000000000000000000000000000';
  const { listening } = read(
    '',
    [
      'tcp 0100007F:1F90',
      'tcp 00000000:0050',
      `tcp6 ${six}:0050`,
      'tcp6 00000000000000000000000001000000:0050',
      'tcp6 0000000000000000FFFF00000100007F:0050',
      'tcp6 B80D0120000000000000000001000000:01BB',
      'udp 3500007F:0035',
      'tcp 01:0050',
      'nonsense',
    ].join('\n'),
  );
  expect(listening).toEqual([
    { protocol: 'tcp', family: 4, ip: '127.0.0.1', port: 8080 },
    { protocol: 'tcp', family: 4, ip: '', port: 80 },
    { protocol: 'tcp', family: 6, ip: '', port: 80 },
    { protocol: 'tcp', family: 6, ip: '::1', port: 80 },
    { protocol: 'tcp', family: 4, ip: '127.0.0.1', port: 80 },
    { protocol: 'tcp', family: 6, ip: '2001:db8::1', port: 443 },
    { protocol: 'udp', family: 4, ip: '127.0.0.53', port: 53 },
  ]);
});

test('room, where it can be asked', () => {
  expect(read('', '', '2048 100', '5 a:b\n')).toMatchObject({
    freeBytes: 2048 * 1024,
    freeInodes: 100,
    images: new Map([['a:b', 5]]),
  });
  for (const text of [' ', '', '- 0', 'x y'])
    expect(read('', '', text)).toMatchObject({ freeBytes: null, freeInodes: null });
});

test('whatever else is printed is nothing', () => {
  expect(parseSurroundings('')).toMatchObject({ containers: [], listening: [], freeBytes: null });
  expect(read('c1\tweb\t0.0.0.0:1-999999999->1/tcp, x:9-1->1/tcp').containers[0]?.ports).toEqual([]);
});
