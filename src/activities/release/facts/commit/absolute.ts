/**
 * Files of the app's own folder that its Compose files name by absolute paths: Compose
 * would read the former ones until the release is there.
 */
import { posix } from 'node:path';
import { RoostError } from '../../../../errors';
import { readCompose } from '../../../../fleet/contract/compose/document';
import { anyCode } from '../../../../host/exit-code';
import { sentences } from '../../../../lib/sentences';
import { list, section, text, type Loose } from '../../../../lib/unchecked';
import type { Site } from '../../../app/site';

interface Named {
  /** Dotted path in the Compose file. */
  field: string;
  path: string;
}

/** What Compose reads while it resolves a model. Values with variables are left out. */
export function filesNamedIn(content: Loose): Named[] {
  const all = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
  const paths = (field: string, value: unknown): Named[] =>
    all(value).flatMap((one) => {
      const path = text(one) ?? text(section(one).path);
      return path === undefined ? [] : [{ field, path }];
    });
  const services = Object.entries(section(content.services)).flatMap(([name, value]) => {
    const { env_file, label_file, extends: base } = section(value);
    const at = `services.${name}`;
    return [
      ...paths(`${at}.env_file`, env_file),
      ...paths(`${at}.label_file`, label_file),
      ...paths(`${at}.extends.file`, section(base).file),
    ];
  });
  const included = list(content.include).flatMap((one) => [
    ...all(text(one) ?? section(one).path).flatMap((path) => paths('include', path)),
    ...paths('include.env_file', section(one).env_file),
  ]);
  return [...services, ...included].filter(({ path }) => path.startsWith('/'));
}

/** `texts`: of the Compose files, by name. `root`: the picture of the host as it will be. */
export async function absoluteProblems(
  { app, host, source }: Pick<Site, 'app' | 'host' | 'source'>,
  texts: { file: string; text: string }[],
  root: string,
): Promise<{ field: string; message: string }[]> {
  const problems: { field: string; message: string }[] = [];
  for (const { file, text: content } of texts) {
    const folder = posix.dirname(posix.resolve(source, file));
    for (const { field, path } of filesNamedIn(contentOf(content, file))) {
      if (!posix.normalize(path).startsWith(`${app.directory}/`)) continue;
      const { code } = await host.exec(['cmp', '-s', '--', path, root + path], { ok: anyCode });
      if (code === 0) continue;
      const relative = posix.relative(folder, path);
      problems.push({
        field,
        message: sentences(
          `names ${path}, a file of the app's own folder that this release changes, by an absolute path:`,
          'Docker Compose would read the former one;',
          `write ${relative.startsWith('.') ? relative : `./${relative}`}`,
        ),
      });
    }
  }
  return problems;
}

/** What is no YAML Compose itself refuses. */
function contentOf(content: string, file: string): Loose {
  try {
    return readCompose(content, file).content;
  } catch (error) {
    if (error instanceof RoostError) return {};
    throw error;
  }
}
