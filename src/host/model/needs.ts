/**
 * What a model takes for given on its host: Compose would find out
 * only after the former release was stopped.
 */
import { shellScript } from '../../lib/shell-script';
import { list, section, text, type Loose } from '../../lib/unchecked';

const missing = shellScript(__dirname, 'missing');

export interface Need {
  kind: 'network' | 'volume' | 'path' | 'runtime';
  /** Docker's name, or an absolute path. */
  name: string;
  /** Dotted path in the Compose model. */
  field: string;
  /** Docker makes it, new and empty, where it is not there. */
  made?: true;
}

export function needsOf(model: Loose): Need[] {
  const named = (kind: 'network' | 'volume'): Need[] =>
    Object.entries(section(model[`${kind}s`])).flatMap(([key, value]): Need[] => {
      const { external, name, driver_opts } = section(value);
      const need = { kind, name: text(name) ?? key, field: `${kind}s.${key}` };
      if (external) return [need];
      // Of a folder or a server that is there already it is neither new nor empty.
      const { device, o } = section(driver_opts);
      if (kind === 'volume' && device !== undefined)
        return /(?:^|,)r?bind(?:,|$)/.test(text(o) ?? '')
          ? path(device, `volumes.${key}.driver_opts.device`)
          : [];
      // A network has nothing in it that could be missed.
      return kind === 'volume' ? [{ ...need, made: true }] : [];
    });
  const files = ['configs', 'secrets'].flatMap((part) =>
    Object.entries(section(model[part])).flatMap(([key, value]) =>
      path(section(value).file, `${part}.${key}.file`),
    ),
  );
  const binds = Object.entries(section(model.services)).flatMap(([name, service]) =>
    list(section(service).volumes).flatMap((volume) => {
      const { type, source, bind } = section(volume);
      if (type !== 'bind') return [];
      const needs = path(source, `services.${name}.volumes`);
      // Left out is what Compose takes for false.
      return section(bind).create_host_path === true
        ? needs.map((need): Need => ({ ...need, made: true }))
        : needs;
    }),
  );
  return [...named('network'), ...named('volume'), ...files, ...binds, ...ofHost(model)];
}

/** What Docker searches for only when it makes or starts a container. */
const ofHost = (model: Loose): Need[] =>
  Object.entries(section(model.services)).flatMap(([service, value]) => {
    const { devices, runtime } = section(value);
    const paths = list(devices).flatMap((device) =>
      path(text(device)?.split(':')[0] ?? section(device).source, `services.${service}.devices`),
    );
    const name = text(runtime) ?? '';
    // Others are programs of containerd, which Docker does not list.
    const isListed = /^[\w-]+$/.test(name) && name !== 'runc';
    return [
      ...paths,
      ...(isListed ? [{ kind: 'runtime' as const, name, field: `services.${service}.runtime` }] : []),
    ];
  });

const path = (value: unknown, field: string): Need[] => {
  const name = text(value);
  return name?.startsWith('/') ? [{ kind: 'path', name, field }] : [];
};

/** Paths are searched for below `root`. */
export const missingArgv = (needs: Need[], root: string): string[] =>
  missing(...needs.flatMap(({ kind, name }) => [kind, kind === 'path' ? root + name : name]));

export interface Lacking {
  /** Nothing makes them. */
  missing: Need[];
  /** Docker makes them, new and empty: volumes by name, folders. */
  fresh: { volumes: string[]; folders: string[] };
}

export function lackingOf(needs: Need[], stdout: string, root: string): Lacking {
  const words = stdout.split('\0');
  const gone = new Set(words.flatMap((word, i) => (i % 2 === 1 ? [`${words[i - 1]} ${word}`] : [])));
  const lacking = needs.filter(({ kind, name }) =>
    gone.has(`${kind} ${kind === 'path' ? root + name : name}`),
  );
  const made = (kind: Need['kind']): string[] => [
    ...new Set(lacking.flatMap((need) => (need.made && need.kind === kind ? [need.name] : []))),
  ];
  return {
    missing: lacking.filter((need) => !need.made),
    fresh: { volumes: made('volume'), folders: made('path') },
  };
}

const remedies: Record<Need['kind'], (name: string) => string> = {
  network: (name) =>
    `the external network ${name} is not on the host; make it: docker network create ${name}`,
  volume: (name) => `the external volume ${name} is not on the host; make it: docker volume create ${name}`,
  path: (name) => `${name} is not on the host, and Docker is not to make it`,
  runtime: (name) =>
    `Docker on the host has no runtime ${name}; install it, or take the line out to use the default one`,
};

export const needText = ({ kind, name }: Need): string => remedies[kind](name);
