/** Secrets that the build of an image gets to see: `COPY . .` puts them into it for good. Pure. */
import { posix } from 'node:path';
import dockerignore from '@balena/dockerignore';
import type { AppConfig } from '../../../fleet/file';
import { section, text, type Loose } from '../../../lib/unchecked';
import { warn, type Finding } from '../types';

/** `ignores`: the repository's files that end with `dockerignore`, by path. */
export function contextFindings(
  app: Pick<AppConfig, 'directory' | 'source' | 'secrets'>,
  model: Loose,
  ignores: Record<string, string>,
): Finding[] {
  const source = posix.join(app.directory, app.source);
  const secrets = app.secrets.map(({ target }) => posix.join(app.directory, target));
  return Object.entries(section(model.services)).flatMap(([service, definition]) => {
    const build = section(section(definition).build);
    const context = text(build.context);
    // Another is a repository that Docker fetches by itself.
    if (!context?.startsWith('/')) return [];
    const kept = dockerignore().add(ignoreOf(build, context, source, ignores));
    return secrets
      .map((secret) => posix.relative(context, secret))
      .filter((path) => !path.startsWith('..') && !kept.ignores(path))
      .map((path) =>
        warn(
          'build context',
          `the build of ${service} can copy the decrypted ${path} into its image`,
          `add the line ${path} to ${posix.join(posix.relative(source, context), '.dockerignore')}`,
        ),
      );
  });
}

/** Docker prefers one that is named like the Dockerfile, beside it. */
function ignoreOf(build: Loose, context: string, source: string, ignores: Record<string, string>): string {
  const dockerfile = posix.resolve(context, text(build.dockerfile) ?? 'Dockerfile');
  const own = posix.relative(source, `${dockerfile}.dockerignore`);
  return ignores[own] ?? ignores[posix.relative(source, posix.join(context, '.dockerignore'))] ?? '';
}
