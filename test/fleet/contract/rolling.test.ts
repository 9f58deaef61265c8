import type { SourceFiles } from '../../../src/fleet/contract';
import type { AppConfig } from '../../../src/fleet/file';
import { check, good, phone, wiki, withCompose } from './sample';

const mounts = (volume: string) => withCompose('../data/voicemails:/voicemails', volume);
const beneath = (source: string) =>
  `services.app.volumes mounts ${source} from the source, which a deploy changes under the serving release: copy it into the image, or keep it outside src`;

describe('what stands in the way of a rolling deploy', () => {
  it.each<[string, SourceFiles, string]>([
    [
      'no start_period',
      withCompose('      start_period: 30s\n', ''),
      'services.app.healthcheck has no start_period: add one, such as 30s, so that the first checks come fast',
    ],
    [
      'no health check',
      withCompose('    healthcheck:', '    x-healthcheck:'),
      'services.app has no health check: add healthcheck with a start_period',
    ],
    [
      'a published port',
      withCompose('    networks', '    ports: ["127.0.0.1:80:8080"]\n    networks'),
      'services.app.ports publishes 80, which two containers cannot share: remove it, since the proxy reaches port 8080 through the network',
    ],
    [
      'replicas',
      withCompose('    networks', '    deploy: { replicas: 2 }\n    networks'),
      'services.app runs 2 containers: remove deploy.replicas and scale, since one container replaces one',
    ],
    [
      'scale',
      withCompose('    networks', '    scale: 3\n    networks'),
      'services.app runs 3 containers: remove deploy.replicas and scale, since one container replaces one',
    ],
    [
      'no such service',
      withCompose('  app:', '  web:'),
      'there is no service app: add it, or name another under service in the fleet file',
    ],
    ['a file of the source', mounts('./nginx.conf:/etc/nginx.conf:ro'), beneath('./nginx.conf')],
    ['the source itself', mounts('.:/app'), beneath('.')],
    [
      'the source by its full path',
      mounts('{ type: bind, source: /srv/apps/sgos-phone/src/conf, target: /conf }'),
      beneath('/srv/apps/sgos-phone/src/conf'),
    ],
    ['no Compose file', { ...good, 'docker-compose.yml': null }, 'the Compose files cannot be read'],
  ])('%s', (_, files, obstacle) => expect(check(files).rollingObstacles).toEqual([obstacle]));

  it('no switch', () => {
    const app: AppConfig = { ...phone, proxy: { ...phone.proxy, switch: 'none' } };
    expect(check(good, app).rollingObstacles).toEqual([
      'the proxy knows one upstream: give it two slots, and set proxy.switch: flag in the fleet file',
    ]);
  });

  it.each([
    ['a named volume', 'voicemails:/voicemails'],
    ['an anonymous volume', '/tmp/cache'],
    ['a folder beside the source', '../data:/data'],
    ['a folder elsewhere', '/etc/ssl:/etc/ssl:ro'],
    ['the decrypted secrets', './.env:/app/.env'],
    ['a path from the environment', '"${DATA}:/data"'],
  ])('not %s', (_, volume) => expect(check(mounts(volume)).rollingObstacles).toEqual([]));

  it.each([
    ['is built too', 'build: .'],
    ['uses its image', 'image: "phone:${TAG}"'],
  ])('a neighbour that %s, and runs to its end first', (_, line) => {
    const files = (first: string) =>
      withCompose(
        'networks:\n  sgos: {',
        `  worker: { ${line} }\n  more: { image: x${first} }\nnetworks:\n  sgos: {`,
      );
    expect(
      check(files(', depends_on: { worker: { condition: service_completed_successfully } }'))
        .rollingObstacles,
    ).toEqual(['services.worker is built from the repository, and runs to its end before others start']);
    // It is made anew once the requests are switched.
    expect(check(files('')).rollingObstacles).toEqual([]);
  });

  const alone: AppConfig = { ...phone, data: { ...phone.data, shared: undefined } };
  const written = (kind: string, source: string) =>
    `services.app.volumes: old and new container would write to the ${kind} ${source} at once: say under data in the fleet file that they may (shared: true), or mount it read-only`;

  it.each([
    ['a folder', '../data:/data', [written('folder', '../data')]],
    ['a volume', 'voicemails:/voicemails', [written('volume', 'voicemails')]],
    ['what is read-only', '../data:/data:ro', []],
    ['the decrypted secrets', './.env:/app/.env', []],
    ["Docker's socket", '/var/run/docker.sock:/var/run/docker.sock', []],
  ])('two that write at once to %s', (_, volume, obstacles) =>
    expect(check(mounts(volume), alone).rollingObstacles).toEqual(obstacles),
  );

  it('a range of ports, in one line', () => {
    const ports = '    ports: ["6881:6881", "6882:6882", "6883:6883", "6881:6881/udp", "8081:80"]';
    expect(
      check(withCompose('    networks: [sgos, internal]', `${ports}\n    networks: [sgos, internal]`))
        .rollingObstacles,
    ).toEqual([
      'services.app.ports publishes 6881-6883, 8081, which two containers cannot share: remove them, since the proxy reaches port 80, 6881-6883 through the network',
    ]);
  });

  it.each([
    ['the network of another', '    network_mode: service:vpn', 'app.network_mode is service:vpn, which two'],
    ["the host's network", '    network_mode: host', 'app.network_mode is host, which two'],
    ['the volumes of another', '    volumes_from: [db]', 'app.volumes_from is db, which two'],
  ])('a service that has %s', (_, line, obstacle) => {
    const files = withCompose('    networks: [sgos, internal]', `${line}\n    networks: [sgos, internal]`);
    expect(check(files).rollingObstacles).toEqual([expect.stringContaining(`services.${obstacle}`)]);
  });

  it.each([
    ['network_mode: service:app'],
    ['pid: "container:sgos-phone-app"'],
    ['volumes_from: [app:ro]'],
    ['volumes_from: ["container:sgos-phone-app"]'],
  ])('a neighbour with %s', (line) => {
    const files = withCompose('    image: postgres:17', `    image: postgres:17\n    ${line}`);
    expect(check(files).rollingObstacles).toEqual([
      expect.stringMatching(/services\.db\.\w+ is .*, whose container a rolling deploy replaces/),
    ]);
    expect(
      check(withCompose('    image: postgres:17', '    network_mode: service:cache')).rollingObstacles,
    ).toEqual([]);
  });

  it.each([['app'], ['app:web']])('a neighbour with a link to it: %s', (link) => {
    const linked = (to: string) =>
      check(withCompose('    image: postgres:17', `    image: postgres:17\n    links: ["${to}"]`));
    expect(linked(link).rollingObstacles).toEqual([
      expect.stringMatching(/services\.db\.links is app.*replaces: take the line out.*as an alias/),
    ]);
    expect(linked('service:x').rollingObstacles).toEqual([]);
    const own = withCompose(
      '    networks: [sgos, internal]',
      '    links: [db]\n    networks: [sgos, internal]',
    );
    expect(check(own).rollingObstacles).toEqual([]);
  });

  it('not data that lies in the checkout, where the checkout is the app’s folder', () => {
    const app: AppConfig = {
      ...wiki,
      proxy: { ...wiki.proxy, switch: 'flag' },
      data: { services: [], folders: ['data'], sqlite: [], volumes: [], shared: true },
    };
    const files = {
      'docker-compose.yml':
        'services: { web: { image: w, healthcheck: { test: x, start_period: 5s }, volumes: ["./data/pages:/pages", "./theme:/theme"] } }',
    };
    expect(check(files, app).rollingObstacles).toEqual([
      'services.web.volumes mounts ./theme from the source, which a deploy changes under the serving release: copy it into the image, or keep it outside the repository',
    ]);
  });
});
