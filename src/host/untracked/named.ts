/**
 * Files that Compose files and the model made of them name. Pure. The model holds secrets: only paths are
 * taken of it.
 */
import { posix } from 'node:path';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';

export interface NamedFile {
  /** Absolute. */
  path: string;
  /** What names it: `env_file of app`. */
  by: string;
  /** A container has it mounted. `writable`: and may write to it. */
  bind?: true;
  writable?: true;
}

/** A Compose file, and the folder from which it names others. */
export interface NamedText {
  file: string;
  base: string;
}

const all = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const pathsOf = (value: unknown): string[] =>
  all(value).flatMap((one) => text(one) ?? text(section(one).path) ?? []);

/** Not a file of the host: a repository or registry. */
const isPath = (path: string): boolean => path !== '' && !/^[a-z+]+:\/\/|^git@/.test(path);

/** `env`: the model has none of the env files that services name. */
export function namedInModel(model: Loose, base: string): NamedFile[] {
  const at = (path: string): string => posix.resolve(base, path);
  const services = Object.entries(section(model.services)).flatMap(([name, value]) => {
    const { env_file, label_file, volumes, security_opt, credential_spec } = section(value);
    const files = (by: string, paths: string[]): NamedFile[] =>
      paths.filter(isPath).map((path) => ({ path: at(path), by: `${by} of ${name}` }));
    const profiles = list(security_opt).flatMap(
      (option) => /^seccomp[:=](?!unconfined$|builtin$)([^{]+)$/.exec(text(option) ?? '')?.[1] ?? [],
    );
    return [
      ...files('env_file', pathsOf(env_file)),
      ...files('label_file', pathsOf(label_file)),
      ...files('seccomp profile', profiles),
      ...files(
        'credential_spec',
        all(section(credential_spec).file).flatMap((one) => text(one) ?? []),
      ),
      ...list(volumes).flatMap((one): NamedFile[] => {
        const { type, source, target, read_only: readOnly } = section(one);
        const path = text(source);
        if (type !== 'bind' || path === undefined || !isPath(path)) return [];
        const by = `mount ${text(target) ?? ''} of ${name}`;
        return [{ path: at(path), by, bind: true, ...(readOnly === true ? {} : { writable: true }) }];
      }),
    ];
  });
  const files = (['configs', 'secrets'] as const).flatMap((part) =>
    Object.entries(section(model[part])).flatMap(([key, value]): NamedFile[] => {
      const path = text(section(value).file);
      return path !== undefined && isPath(path)
        ? [{ path: at(path), by: `${part.slice(0, -1)} ${key}` }]
        : [];
    }),
  );
  return [...services, ...files];
}

/** `isWithEnv`: the model has the env files of services. */
export function namedInText(
  content: Loose,
  base: string,
  isWithEnv: boolean,
): { files: NamedFile[]; texts: NamedText[] } {
  const files: NamedFile[] = [];
  const texts: NamedText[] = [];
  const at = (path: string): string => posix.resolve(base, path);
  const add = (by: string, paths: string[]): void => {
    for (const path of paths.filter(isPath)) files.push({ path: at(path), by });
  };
  for (const [name, value] of Object.entries(section(content.services))) {
    const { env_file, label_file, extends: extended } = section(value);
    if (!isWithEnv) {
      add(`env_file of ${name}`, pathsOf(env_file));
      add(`label_file of ${name}`, pathsOf(label_file));
    }
    const file = text(section(extended).file);
    if (file === undefined || !isPath(file)) continue;
    add('extends', [file]);
    texts.push({ file: at(file), base: posix.dirname(at(file)) });
  }
  for (const one of list(content.include)) {
    const { path, env_file, project_directory } = isSection(one) ? one : { path: one };
    const paths = all(path)
      .flatMap((file) => text(file) ?? [])
      .filter(isPath);
    const folder = text(project_directory);
    const [first] = paths;
    if (first === undefined) continue;
    const own = folder !== undefined && isPath(folder) ? at(folder) : posix.dirname(at(first));
    add('include', paths);
    texts.push(...paths.map((file) => ({ file: at(file), base: own })));
    if (env_file === undefined) files.push({ path: posix.join(own, '.env'), by: '.env of include' });
    else add('env_file of include', pathsOf(env_file));
  }
  return { files, texts };
}
