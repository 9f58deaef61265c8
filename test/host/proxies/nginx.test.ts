import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proxyOf, type ProxiedApp } from '../../../src/host/proxies';

const proxy = proxyOf({
  container: 'sgos-proxy',
  network: 'sgos',
  flags: '/srv/proxy/flags',
  live: '/srv/proxy/live',
  url: 'http://127.0.0.1:80',
});
const phone: ProxiedApp = {
  name: 'phone',
  domain: 'phone.sgos.example',
  port: 8080,
  container: 'sgos-phone-app',
};
const mounts = [{ source: '/srv/proxy', target: '/etc/proxy' }];
/** As `nginx -T` prints it. */
const loaded = (...lines: string[]): string =>
  ['# configuration file /etc/nginx/nginx.conf:', 'http {', ...lines, '}'].join('\n');
const of = (...lines: string[]) => proxy.configured(loaded(...lines), phone);

test('flags and switch are files in the folders of the fleet file', () => {
  expect(proxy.flag('phone')).toBe('/srv/proxy/flags/phone.flag');
  expect(proxy.flag(null)).toBe('/srv/proxy/flags/global.flag');
  expect(proxy.slot('phone', 'green')).toBe('/srv/proxy/live/phone.green');
});

test('the lines to paste are what is looked for, with the paths of the container', () => {
  const lines = proxy.lines(phone, mounts);
  expect(lines).toContain('  if (-f /etc/proxy/flags/phone.flag) { return 503; }');
  expect(lines).toContain('  if (-f /etc/proxy/live/phone.green) { set $backend phone-green:8080; }');
  expect(of(...lines)).toEqual({ site: true, maintenance: true, slots: true });
});

test("the lab's own configuration has all of it", () => {
  const text = readFileSync(join(__dirname, '../../../lab/proxy/app.conf'), 'utf8')
    .replaceAll('{{app}}', 'phone')
    .replaceAll('{{domain}}', 'phone.sgos.example');
  expect(of(text)).toEqual({ site: true, maintenance: true, slots: true });
});

test.each<[string, string[], ReturnType<typeof of>]>([
  ['no block for the domain', ['server { server_name wiki.sgos.example; }'], { site: false, maintenance: false, slots: false }],
  ['a block without flags', ['server { server_name phone.sgos.example; }'], { site: true, maintenance: false, slots: false }],
  ['the flag of another app with a longer name', ['server { server_name phone.sgos.example; if (-f /flags/my-phone.flag) { return 503; } if (-f /flags/global.flag) { return 503; } }'], { site: true, maintenance: false, slots: false }],
  ['the flags in the block of another app', ['server { server_name phone.sgos.example; } server { server_name wiki.sgos.example; if (-f /f/phone.flag) {} if (-f /f/global.flag) {} }'], { site: true, maintenance: false, slots: false }],
  ['lines that are comments', ['server { server_name phone.sgos.example;', '  # if (-f /f/phone.flag) {} if (-f /f/global.flag) {}', '}'], { site: true, maintenance: false, slots: false }],
  ['names made of variables', ['server { server_name *.sgos.example; if (-f /f/$app.flag) { return 503; } if (-f /l/$app.blue) {} if (-f /l/$app.green) {} }'], { site: true, maintenance: true, slots: true }],
  ['a page with a brace in quotes', ["server { server_name phone.sgos.example; return 503 '}'; if (-f /f/phone.flag) {} if (-f /f/global.flag) {} }"], { site: true, maintenance: true, slots: false }],
  ['one slot only', ['server { server_name a.example phone.sgos.example; if (-f /f/phone.flag) {} if (-f /f/global.flag) {} if (-f /l/phone.blue) {} }'], { site: true, maintenance: true, slots: false }],
])('%s', (_, lines, expected) => expect(of(...lines)).toEqual(expected)); // prettier-ignore

test('a proxy that says nothing of itself is not judged', () => {
  expect(proxy.configured('', phone)).toBeNull();
  expect(proxy.configured('nginx: [emerg] no such file', phone)).toBeNull();
});

test('a configuration that never ends its blocks ends all the same', () => {
  const text = loaded(`server { server_name phone.sgos.example; ${"'".repeat(3)}${'{'.repeat(50_000)}`);
  expect(proxy.configured(text, phone)?.site).toBe(true);
});
