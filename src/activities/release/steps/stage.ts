/** Checks a commit out into the release's own folder and decrypts its secrets there. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import type { SecretFile } from '../../../fleet/file/app/types';
import { config } from '../../../host/commands/compose';
import { shellScript } from '../../../lib/shell-script';
import { section } from '../../../lib/unchecked';
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import { currentRun } from '../../activity';
import { composeOf, withoutSecrets, type ResolvedModel } from '../../app/compose';
import { parseModel } from '../../app/compose-model';
import { contentsOf } from '../../app/contents';
import { writeFenced, writeRecord } from '../../app/records';
import { giveModes, takeSecrets } from '../../app/secrets';
import type { StepSite } from '../../app/site';

const checkout = shellScript(__dirname, 'checkout');
const linkProgram = shellScript(__dirname, 'link-mounts');

export async function stageRelease(site: StepSite, args: ReleaseStepArgs['stageRelease']): Promise<string> {
  const { tree, model: modelFile } = site.paths.release(args.release);
  const source = posix.join(tree, site.scope.source);
  await site.change(checkout(site.paths.mirror, args.commit, source, `refs/roost/releases/${args.release}`));
  // Else Docker makes them, and they are root's.
  const folders = site.app.data.folders.map((folder) => posix.join(site.scope.directory, folder));
  if (folders.length > 0) await site.change(['mkdir', '-p', ...folders]);
  const taken =
    args.secretsOf === undefined ? [] : await takeSecrets(site, args.secretsOf, tree, args.secrets);
  for (const secret of args.secrets)
    if (!taken.includes(secret.target)) await decryptInto(site, tree, source, secret);
  await giveModes(site, tree, args.secrets);
  const resolved = await resolveModel(site, tree);
  const model = parseModel(resolved);
  await linkMounts(site, tree, model);
  await writeFenced(
    site,
    modelFile,
    JSON.stringify({ ...withoutSecrets(model), contents: contentsOf(section(JSON.parse(resolved))) }),
  );
  await writeRecord(site, {
    release: args.release,
    commit: args.commit,
    version: args.version,
    migration: args.migration,
    operation: site.context.operation,
    workflowId: currentRun().workflowId,
    strategy: 'recreate',
    slot: null,
    project: site.scope.project,
    images: {},
    committedAt: null,
    by: site.context.by,
    ...(site.context.reason ? { reason: site.context.reason } : {}),
    ...(args.rollback ? { rollback: args.rollback } : {}),
  });
  return args.secrets.length > 0
    ? `${args.secrets.length} secret file${args.secrets.length > 1 ? 's' : ''}`
    : 'no secrets';
}

/** Plaintext goes from memory to the host's 0600 file; it never touches a disk of the control host. */
async function decryptInto(site: StepSite, tree: string, source: string, secret: SecretFile): Promise<void> {
  const ciphertext = await site.host.download(posix.join(source, secret.source));
  const plaintext = await site.deps.decrypt({
    ciphertext,
    format: secret.format,
    keyFile: secret.keyFile ?? site.fleet.secrets.age.keyFile,
    name: secret.source,
    host: site.host.name,
    secrets: site.fleet.secrets,
  });
  await writeFenced(site, posix.join(tree, secret.target), plaintext);
}

/** The Compose file as Compose itself reads it, secrets and all: never logged, never returned. */
async function resolveModel(site: StepSite, tree: string): Promise<string> {
  try {
    return (await site.read(config(composeOf(site.scope, tree)))).stdout;
  } catch (error) {
    if (!(error instanceof RoostError) || error.code !== 'CommandFailed') throw error;
    throw new RoostError(
      'ContractInvalid',
      `Docker Compose refuses the Compose file: ${String(error.details.stderr ?? error.message).trim()}`,
      {
        app: site.app.name,
      },
    );
  }
}

async function linkMounts(site: StepSite, tree: string, model: ResolvedModel): Promise<void> {
  const sources = Object.values(model.services).flatMap((s) =>
    (s.volumes ?? []).filter((v) => v.type === 'bind').map((v) => v.source ?? ''),
  );
  const inside = [...new Set(sources)].filter((path) => path.startsWith(`${tree}/`));
  if (inside.length === 0) return;
  const pairs = inside.flatMap((path) => [
    path,
    posix.join(site.scope.directory, posix.relative(tree, path)),
  ]);
  await site.change(linkProgram(...pairs));
}
