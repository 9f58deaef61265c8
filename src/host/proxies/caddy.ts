/**
 * Caddy: its matcher `file` in the site block of each app. A reload would close idle
 * connections under their clients' requests. Pure.
 */
import type { ProxyConfig } from '../../fleet/file/host/types';
import { shellScript } from '../../lib/shell-script';
import { isSection, list, section, text } from '../../lib/unchecked';
import { flagFiles, inContainer, looksAt } from './flag-files';
import { slotAlias, slots } from './slots';
import type { ProxiedApp, Proxy } from './types';

const read = shellScript(__dirname, 'read-caddy');

export const caddy = (config: ProxyConfig): Proxy => ({
  ...flagFiles(config),
  place: 'site block',
  read: () => read(config.container),
  configured(loaded, app) {
    let json: unknown;
    try {
      json = JSON.parse(loaded);
    } catch {
      return null;
    }
    const looks = sitesOf(json, app.domain ?? '').map((site) =>
      looksAt(filesOf(site).join('\n'), app, /\{[\w.]+\}/),
    );
    return {
      site: looks.length > 0,
      maintenance: looks.some(({ maintenance }) => maintenance),
      slots: looks.some((one) => one.slots),
    };
  },
  lines(app, mounts) {
    const flags = inContainer(config.flags, mounts) ?? '/flags';
    const live = inContainer(config.live, mounts) ?? '/live';
    const { name, domain } = app;
    const bySlot = slots
      .toReversed()
      .flatMap((slot) => [
        `\t@${slot} file {`,
        `\t\troot ${live}`,
        `\t\ttry_files /${name}.${slot}`,
        '\t}',
        ...handle(app, slot),
      ]);
    return [
      `${domain} {`,
      '\t@maintenance file {',
      `\t\troot ${flags}`,
      `\t\ttry_files /${name}.flag /global.flag`,
      '\t}',
      '\thandle @maintenance {',
      '\t\theader Retry-After 10',
      '\t\theader Cache-Control no-store',
      '\t\trespond "<h1>Maintenance</h1>" 503',
      '\t}',
      ...bySlot,
      ...handle(app, null),
      '}',
      ...(config.probe ? probeLines(app, config.probe) : []),
    ];
  },
});

const handle = ({ name, port = 80, container }: ProxiedApp, slot: 'blue' | 'green' | null): string[] => [
  `\thandle${slot ? ` @${slot}` : ''} {`,
  `\t\treverse_proxy ${slot ? slotAlias(name, slot) : container}:${port}`,
  '\t}',
];

/** A slot as Caddy itself reaches it, whatever serves and whatever flag is set. */
const probeLines = (app: ProxiedApp, probe: string): string[] => [
  `http://${app.domain}:${new URL(probe).port || 80} {`,
  '\tbind 127.0.0.1',
  ...slots.flatMap((slot) => [`\t@${slot} header X-Slot ${slot}`, ...handle(app, slot)]),
  ...handle(app, null),
  '}',
];

/** Each route, at any depth, that is for this host. */
function sitesOf(value: unknown, domain: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => sitesOf(one, domain));
  if (!isSection(value)) return [];
  const hosts = list(value.match).flatMap((match) => list(section(match).host));
  if (hosts.some((host) => isFor(text(host) ?? '', domain))) return [value];
  return Object.values(value).flatMap((one) => sitesOf(one, domain));
}

/** A wildcard stands for one label. */
function isFor(host: string, domain: string): boolean {
  const [name, wanted] = [host.toLowerCase(), domain.toLowerCase()];
  return name === wanted || (name.startsWith('*.') && wanted.replace(/^[^.]+/, '*') === name);
}

/** The files that its matchers search for. */
function filesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(filesOf);
  if (!isSection(value)) return [];
  const files = list(section(value.file).try_files).flatMap((file) => text(file) ?? []);
  return [...files, ...Object.values(value).flatMap(filesOf)];
}
