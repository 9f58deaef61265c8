import { movedFleet, parseFleet } from '../../../src/fleet/file';
import { fleetText } from '../../client/support';

const proxy = (port: number): string =>
  `    proxy: { container: proxy, network: sgos, flags: /srv/flags, live: /srv/live, url: 'http://127.0.0.1:${port}' }\n`;
const host = (name: string, port: number): string =>
  `  ${name}:\n    user: deploy\n    addresses: [192.0.2.${port}]\n    hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEo9sQXVhZVbM5q9TkE1k3yQ0eFq2y0u8l7mFJ2nXv5c\n    role: apps\n${proxy(port)}`;
const read = (text: string) => parseFleet(text, { file: 'fleet.yaml', home: '/home/op' });
const two = fleetText.replace(
  /hosts:\n[^]*(?=apps:)/,
  `hosts:\n${host('hornbill', 10)}${host('shuttle', 20)}`,
);

it('has the app on the other host, and all else as it was', () => {
  const fleet = read(two);
  const moved = movedFleet(fleet, 'phone', 'shuttle');
  expect(moved.apps.phone).toEqual({ ...fleet.apps.phone, host: 'shuttle' });
  expect({ ...moved, apps: fleet.apps }).toEqual(fleet);
  expect(fleet.apps.phone?.host).toBe('hornbill');
});

it('lets its tunnel lead to the proxy of that host, unless the fleet file says where', () => {
  const fleet = read(two);
  const at = (service: string) => {
    const phone = {
      ...fleet.apps.phone!,
      cloudflare: { hostname: 'a.example', service, access: [], session: '24h' },
    };
    return movedFleet({ ...fleet, apps: { phone } }, 'phone', 'shuttle').apps.phone?.cloudflare?.service;
  };
  expect(at('http://127.0.0.1:10')).toBe('http://127.0.0.1:20');
  expect(at('http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000');
});

it.each([
  ['fone', 'shuttle', 'UnknownApp'],
  ['phone', 'shutle', 'UnknownHost'],
])('knows no %s on %s', (app, to, code) => {
  expect(() => movedFleet(read(two), app, to)).toThrow(expect.objectContaining({ code }) as Error);
});
