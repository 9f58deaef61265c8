import { forHost } from '../../../src/host/commands/curl';

test('a proxy is asked by the Host header, over TLS by the name at its own port', () => {
  expect(forHost('http://127.0.0.1:80/health', 'phone.example')).toEqual({
    url: 'http://127.0.0.1:80/health',
    options: ['-H', 'Host: phone.example'],
  });
  expect(forHost('https://127.0.0.1/health?a=1', 'phone.example')).toEqual({
    url: 'https://phone.example/health?a=1',
    options: ['--insecure', '--connect-to', 'phone.example:443:127.0.0.1:443'],
    connect: 'phone.example:443:127.0.0.1:443',
  });
  expect(forHost('https://127.0.0.1:8443/', 'phone.example').connect).toBe(
    'phone.example:8443:127.0.0.1:8443',
  );
});
