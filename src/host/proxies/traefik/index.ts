/**
 * Traefik, by its file provider: roost writes files into the folder that Traefik
 * watches. Of two files that define the same service Traefik takes the one whose name
 * sorts first, so a file is a switch here too. Pure.
 */
import { posix } from 'node:path';
import type { ProxyConfig } from '../../../fleet/file/host/types';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import { inContainer } from '../flag-files';
import { slots } from '../slots';
import type { Asked, Mount, ProxiedApp, Proxy } from '../types';
import { configuredBy } from './configured';
import { byName, inSlot, maintenance, probes, serviceOf } from './files';

const read = shellScript(__dirname, 'read');
const put = shellScript(__dirname, 'put');

/** ms: Traefik gathers changes for `providersThrottleDuration`, 2 s by default. */
const THROTTLE_MS = 3_000;

export function traefik(config: ProxyConfig): Proxy {
  const { live: folder, probe } = config;
  const file = (app: string, what: string): string => `roost-${app}.${what}.yml`;
  const asked = (host: string): Asked | null => (probe ? { url: probe, host, headers: [] } : null);
  return {
    place: 'router',
    settles: THROTTLE_MS,
    flag: (app) => posix.join(folder, file(app ?? 'global', 'maintenance')),
    flagText: (line, app, apps) => maintenance(config, line, app, apps),
    slot: (app, slot) => posix.join(folder, file(app, slot)),
    prepare: (app) => put(folder, '', file(app.name, 'probe'), probes(config, app)),
    switchTo(app, slot) {
      const name = [`${file(app.name, 'name')}${app.guessed ? '?' : ''}`, byName(config, app)];
      const on = slot ? [file(app.name, slot), inSlot(config, app, slot)] : [];
      const off = slots.filter((one) => one !== slot).map((one) => file(app.name, one));
      return put(folder, off.join(' '), file(app.name, 'probe'), probes(config, app), ...name, ...on);
    },
    inSlot: ({ name }, slot) => asked(`${slot}.${name}.slot`),
    taken: (app, what) => asked(`${what}.${app}.taken`),
    read: () => read(config.container, folder),
    // Without it it is unknown when Traefik has taken a file, and the former container could go too early.
    obstacles: probe
      ? []
      : [
          sentences(
            `${config.container} has no proxy.probe in the fleet file,`,
            'by which Traefik says that it has switched',
          ),
        ],
    configured: (loaded, app) => configuredBy(loaded, app),
    lines: (app, mounts) => linesOf(config, app, mounts),
  };
}

function linesOf({ live, probe, container }: ProxyConfig, app: ProxiedApp, mounts: Mount[]): string[] {
  const folder = inContainer(live, mounts) ?? '/dynamic';
  const { name, domain } = app;
  return [
    `# ${container}, once: arguments of its command`,
    `--providers.file.directory=${folder}`,
    ...(probe ? [`--entrypoints.roost.address=127.0.0.1:${new URL(probe).port || 80}`] : []),
    sentences(
      `# ${name}: labels of the service in its Compose file;`,
      'entry points, TLS and middlewares stay as they are',
    ),
    'labels:',
    '  traefik.enable: "true"',
    `  traefik.http.routers.${name}.rule: Host(\`${domain}\`)`,
    `  traefik.http.routers.${name}.service: ${serviceOf(name)}@file`,
  ];
}
