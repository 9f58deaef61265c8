/** Decrypted secrets that lie on the host: known to the redactor in every worker, and taken on by later releases. */
import type { SecretFile } from '../../fleet/file/app/types';
import { isTelling, secretValues } from '../../secrets/values';
import { PLACE } from './place-file';
import type { StepSite } from './site';

/** $1 app's folder, $2 releases, then the secret files in each: NUL after every one. */
const READ = `
app=$1 releases=$2; shift 2
for folder in "$app" "$releases"/*/tree; do
  for file; do
    [ ! -f "$folder/$file" ] || cat "$folder/$file"
    printf '\\0'
  done
done`;

/** Before every step: another worker may have staged a release since this one's last. */
export async function learnSecrets({ deps, app, host, where, paths, read }: StepSite): Promise<void> {
  if (app.secrets.length === 0) return;
  const targets = app.secrets.map((secret) => secret.target);
  const { stdout } = await read(['sh', '-c', READ, 'read', where.directory, paths.releases, ...targets]);
  const redactor = deps.redactor.of(host.name);
  stdout.split('\0').forEach((text, i) => {
    const { format } = app.secrets[i % app.secrets.length]!;
    secretValues(Buffer.from(text), format).filter(isTelling).forEach(redactor.add);
  });
}

/** Prints the files it took. $1 the one tree, $2 the other, then files. */
const TAKE = `
set -e
umask 077
${PLACE}
from=$1 to=$2; shift 2
for file; do
  [ -f "$from/$file" ] || continue
  new=$(mktemp "$to/../new-XXXXXX")
  cp "$from/$file" "$new"
  chmod 600 "$new"
  place "$new" "$to" "$file"
  echo "$file"
done`;

/** Copies what another release has, on the host itself; returns the targets that were there. */
export async function takeSecrets(
  site: StepSite,
  release: number,
  tree: string,
  secrets: SecretFile[],
): Promise<string[]> {
  const targets = secrets.map((secret) => secret.target);
  const { stdout } = await site.change([
    'sh',
    '-c',
    TAKE,
    'take',
    site.paths.release(release).tree,
    tree,
    ...targets,
  ]);
  return stdout.split('\n').filter(Boolean);
}
