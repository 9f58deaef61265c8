import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeVersion, isCode } from '../services/code-version';

/** Names a build by its content: `0.1.0-3f2a9c0d`. So two builds of one version can be installed. */
export function versionName(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const packages = readFileSync(join(root, packageList));
  const code = codeVersion(join(root, 'dist'), isCode);
  return `${version}-${createHash('sha256').update(code).update(packages).digest('hex').slice(0, 8)}`;
}

/** npm's list of installed packages, which marks those for development. */
export const packageList = join('node_modules', '.package-lock.json');
