/** Makes the redactor know an app's secrets, also in a worker that has decrypted none of them itself. */
import { secretValues } from '../secrets/values';
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
export async function learnSecrets({ deps, app, where, paths, read }: StepSite): Promise<void> {
  if (app.secrets.length === 0) return;
  const targets = app.secrets.map((secret) => secret.target);
  const { stdout } = await read(['sh', '-c', READ, 'read', where.directory, paths.releases, ...targets]);
  stdout.split('\0').forEach((text, i) => {
    const { format } = app.secrets[i % app.secrets.length]!;
    for (const value of secretValues(Buffer.from(text), format)) deps.redactor.add(value);
  });
}
