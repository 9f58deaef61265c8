/** Files of the host that a model puts into containers: Compose does not see that their content changed. */
import { posix } from 'node:path';
import { shellScript } from '../../lib/shell-script';
import { list, section, text, type Loose } from '../../lib/unchecked';

const digests = shellScript(__dirname, 'digests');

/** A `mount` is one that the container may write to: it counts as the commit has it. */
export interface Mounted {
  service: string;
  kind: 'file' | 'mount';
  /** Absolute. */
  path: string;
}

/** By service, by path; see digests.sh. */
export type Digests = Record<string, Record<string, string>>;

/**
 * `secrets`: absolute paths of the files that roost decrypts.
 * `except`: services that hold data, and run on.
 */
export function mountedIn(model: Loose, secrets: string[], except: string[]): Mounted[] {
  return Object.entries(section(model.services)).flatMap(([service, value]) => {
    if (except.includes(service)) return [];
    const { volumes, ...rest } = section(value);
    const named = (['configs', 'secrets'] as const).flatMap((part) =>
      list(rest[part]).flatMap((use) => {
        const key = text(use) ?? text(section(use).source) ?? '';
        return file(section(section(model[part])[key]).file);
      }),
    );
    const binds = list(volumes)
      .map(section)
      .filter(({ type }) => type === 'bind')
      .flatMap(({ source, read_only }) => {
        const path = text(source) ?? '';
        if (!path.startsWith('/') || /^\/(?:dev|proc|sys|run)\//.test(path)) return [];
        const below = secrets.filter((secret) => secret !== path && secret.startsWith(`${path}/`));
        const isFile = read_only === true || secrets.includes(path);
        return [{ kind: isFile ? ('file' as const) : ('mount' as const), path }, ...below.flatMap(file)];
      });
    return [...named, ...binds].map((one): Mounted => ({ service, ...one }));
  });
}

const file = (value: unknown): Omit<Mounted, 'service'>[] => {
  const path = text(value);
  return path?.startsWith('/') ? [{ kind: 'file', path: posix.normalize(path) }] : [];
};

export interface Place {
  /** Of a view; empty: the host as it is. */
  root: string;
  gitDir: string;
  /** Empty: not known. */
  commit: string;
  source: string;
}

export const digestsArgv = (mounted: Mounted[], { root, gitDir, commit, source }: Place): string[] =>
  digests(root, gitDir, commit, source, ...mounted.flatMap(({ kind, path }) => [kind, path]));

export function digestsOf(mounted: Mounted[], stdout: string): Digests {
  const words = stdout.split('\0');
  const found: Digests = {};
  mounted.forEach(({ service, path }, i) => {
    if (words[i]) found[service] = { ...found[service], [path]: words[i] };
  });
  return found;
}

/** Paths that differ, by service; what is not known differs from nothing. */
export function changedFiles(before: Digests, now: Digests): Record<string, string[]> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const [old = {}, target = {}] = [before[name], now[name]];
      const paths = [...new Set([...Object.keys(old), ...Object.keys(target)])].filter(
        (path) => old[path] !== target[path] && old[path] !== '?' && target[path] !== '?',
      );
      return paths.length > 0 ? [[name, paths.sort()] as const] : [];
    }),
  );
}
