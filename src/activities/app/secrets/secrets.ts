/**
 * Decrypted secrets that are on the host: known to the redactor in
 * every worker, and taken on by later releases.
 */
import type { SecretFile } from '../../../fleet/file/app/types';
import { shellScript } from '../../../lib/shell-script';
import { formatOnHost } from '../../../secrets/env-file';
import { isTelling, secretValues } from '../../../secrets/values';
import type { StepSite } from '../site';

const readSecrets = shellScript(__dirname, 'read-secrets');
const giveModesTo = shellScript(__dirname, 'give-modes');
const copySecrets = shellScript(__dirname, 'take-secrets');

/** Before every step: another worker may have staged a release since this one's last. */
export async function learnSecrets({ deps, app, host, scope, paths, read }: StepSite): Promise<void> {
  if (app.secrets.length === 0) return;
  const targets = app.secrets.map((secret) => secret.target);
  const { stdout } = await read(readSecrets(scope.directory, paths.releases, ...targets));
  const redactor = deps.redactor.of(host.name);
  stdout.split('\0').forEach((text, i) => {
    const format = formatOnHost(app.secrets[i % app.secrets.length]!);
    secretValues(Buffer.from(text), format).filter(isTelling).forEach(redactor.add);
  });
}

/**
 * Of a release's decrypted files, before it is activated: those of the
 * fleet file, or as they are in the app's folder.
 */
export async function giveModes(site: StepSite, tree: string, secrets: SecretFile[]): Promise<void> {
  if (secrets.length === 0) return;
  const pairs = secrets.flatMap(({ target, mode }) => [target, mode ?? '']);
  await site.change(giveModesTo(site.scope.directory, tree, ...pairs));
}

/** Copies what another release has, on the host itself; returns the targets that were there. */
export async function takeSecrets(
  site: StepSite,
  release: number,
  tree: string,
  secrets: SecretFile[],
): Promise<string[]> {
  const targets = secrets.map((secret) => secret.target);
  const { stdout } = await site.change(copySecrets(site.paths.release(release).tree, tree, ...targets));
  return stdout.split('\n').filter(Boolean);
}
