/** What a model takes for given on its host: Compose would find out only after the former release was stopped. */
import { shellScript } from '../../lib/shell-script';
import { list, section, text, type Loose } from '../../lib/unchecked';

const missing = shellScript(__dirname, 'missing');

export interface Need {
  kind: 'network' | 'volume' | 'path';
  /** Docker's name, or an absolute path. */
  name: string;
  /** Dotted path in the Compose model. */
  field: string;
}

export function needsOf(model: Loose): Need[] {
  const external = (kind: 'network' | 'volume'): Need[] =>
    Object.entries(section(model[`${kind}s`])).flatMap(([key, value]) => {
      const { external: is, name } = section(value);
      return is ? [{ kind, name: text(name) ?? key, field: `${kind}s.${key}` }] : [];
    });
  const files = ['configs', 'secrets'].flatMap((part) =>
    Object.entries(section(model[part])).flatMap(([key, value]) =>
      path(section(value).file, `${part}.${key}.file`),
    ),
  );
  const binds = Object.entries(section(model.services)).flatMap(([name, service]) =>
    list(section(service).volumes).flatMap((volume) => {
      const { type, source, bind } = section(volume);
      // Left out is what Compose takes for false.
      const made = section(bind).create_host_path === true;
      return type !== 'bind' || made ? [] : path(source, `services.${name}.volumes`);
    }),
  );
  return [...external('network'), ...external('volume'), ...files, ...binds];
}

const path = (value: unknown, field: string): Need[] => {
  const name = text(value);
  return name?.startsWith('/') ? [{ kind: 'path', name, field }] : [];
};

/** Paths are looked for below `root`. */
export const missingArgv = (needs: Need[], root: string): string[] =>
  missing(...needs.flatMap(({ kind, name }) => [kind, kind === 'path' ? root + name : name]));

export function missingOf(needs: Need[], stdout: string, root: string): Need[] {
  const words = stdout.split('\0');
  const gone = new Set(words.flatMap((word, i) => (i % 2 === 1 ? [`${words[i - 1]} ${word}`] : [])));
  return needs.filter(({ kind, name }) => gone.has(`${kind} ${kind === 'path' ? root + name : name}`));
}

const remedies: Record<Need['kind'], (name: string) => string> = {
  network: (name) =>
    `the external network ${name} is not on the host; make it: docker network create ${name}`,
  volume: (name) => `the external volume ${name} is not on the host; make it: docker volume create ${name}`,
  path: (name) => `${name} is not on the host, and Docker is not to make it`,
};

export const needText = ({ kind, name }: Need): string => remedies[kind](name);
