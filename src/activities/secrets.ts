/** Makes the redactor know an app's secrets, also in a worker that has decrypted none of them itself. */
import { posix } from 'node:path';
import { secretValues } from '../secrets/values';
import type { Deps } from './deps';
import type { StepSite } from './site';

/** Apps and operations whose secrets this process knows. */
const known = new WeakMap<Deps, Set<string>>();

const READ = 'for file; do [ -f "$file" ] && cat "$file"; printf "\\0"; done';

export async function learnSecrets(site: StepSite): Promise<void> {
  const { deps, app, paths } = site;
  const seen = known.get(deps) ?? new Set();
  known.set(deps, seen);
  const key = `${app.name}/${site.context.operation}`;
  if (seen.has(key) || app.secrets.length === 0) return;
  const { stdout: listing } = await site.read(['sh', '-c', 'ls "$1" 2>/dev/null || :', 'ls', paths.releases]);
  const releases = listing.split('\n').filter((name) => /^\d+$/.test(name));
  const folders = [site.where.directory, ...releases.map((name) => paths.release(Number(name)).tree)];
  const files = folders.flatMap((folder) => app.secrets.map((secret) => ({ path: posix.join(folder, secret.target), format: secret.format })));
  const { stdout } = await site.read(['sh', '-c', READ, 'read', ...files.map((f) => f.path)], { ok: [0, 1] });
  stdout.split('\0').forEach((text, i) => {
    for (const value of secretValues(Buffer.from(text), files[i]?.format ?? 'dotenv')) deps.redactor.add(value);
  });
  seen.add(key);
}
