import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeVersion, isCode } from '../services/code-version';

/** Names a build by its content: `0.1.0-3f2a9c0d`. Two builds of one version may lie beside each other. */
export function versionName(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const packages = readFileSync(join(root, packageList));
  const code = codeVersion(join(root, 'dist'), isCode);
  return `${version}-${createHash('sha256').update(code).update(packages).digest('hex').slice(0, 8)}`;
}

/** What npm has installed, with what is only for development marked as such. */
export const packageList = join('node_modules', '.package-lock.json');
