/** Checks a commit out into the release's own folder and decrypts its secrets there. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { dataServicesOf } from '../../../fleet/file/app/servers';
import type { SecretFile } from '../../../fleet/file/app/types';
import { digestModel, refusalOf, viewArgv, type ComposeReading } from '../../../host/model/compose-model';
import { digestsArgv, digestsOf, mountedIn, type Digests } from '../../../host/model/mounted';
import { shellScript } from '../../../lib/shell-script';
import type { Loose } from '../../../lib/unchecked';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { contentOnHost, printedAs } from '../../../secrets/env-file';
import { currentRun } from '../../activity';
import { withoutSecrets } from '../../app/compose/compose';
import { contentsOf, contentsWith, startedByCompose } from '../../app/compose/contents';
import { modelOf } from '../../app/compose/model';
import { inTree, madeByDocker, placesFile, placesIn } from '../../app/compose/places';
import { readCompose } from '../../app/compose/reading';
import { writeFenced, writeRecord } from '../../app/folder/records';
import { giveModes, takeSecrets } from '../../app/secrets/secrets';
import type { StepSite } from '../../app/site';
import { readBases } from './images/bases';

const checkout = shellScript(__dirname, 'checkout');
/** Of paths in a folder: those that are there. */
const listThere = shellScript(__dirname, 'list-there');
const makePlaces = shellScript(__dirname, 'make-places');

/** A repository may be large, and so may be what is beside its files. */
const FILES_MS = 10 * 60_000;

export async function stageRelease(site: StepSite, args: ReleaseStepArgs['stageRelease']): Promise<string> {
  const { tree, places, model: modelFile } = site.paths.release(args.release);
  const source = posix.join(tree, site.scope.source);
  await site.change(checkout(site.paths.mirror, args.commit, source, `refs/roost/releases/${args.release}`), {
    timeout: FILES_MS,
  });
  // Else Docker makes them, and they are root's.
  const folders = site.app.data.folders.map((folder) => posix.join(site.scope.directory, folder));
  if (folders.length > 0) await site.change(['mkdir', '-p', ...folders]);
  const taken =
    args.secretsOf === undefined ? [] : await takeSecrets(site, args.secretsOf, tree, args.secrets);
  for (const secret of args.secrets)
    if (!taken.includes(secret.target)) await decryptInto(site, tree, source, secret);
  await giveModes(site, tree, args.secrets);
  const { files, model, warnings, envFiles = site.app.envFiles } = await resolveModel(site, args.release);
  const inline = contentsOf(model);
  const contents = contentsWith(contentsOf(model, args.release), {
    model,
    files: await mountedFiles(site, args, model),
    dataServices: dataServicesOf(site.app),
  });
  const byCompose = startedByCompose(model);
  const bases = await readBases((argv) => site.read(argv), model, site.paths.release(args.release).view);
  const shown = { ...withoutSecrets(modelOf(model)), contents, inline, byCompose, bases };
  await writeFenced(site, modelFile, JSON.stringify(shown));
  await writeFenced(site, places, await placesOf(site, tree, model));
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
    compose: {
      files,
      profiles: site.app.profiles,
      envFiles,
      digest: digestModel(model),
    },
    committedAt: null,
    by: site.context.by,
    reason: site.context.reason || undefined,
    rollback: args.rollback,
  });
  const { length } = args.secrets;
  return [
    length > 0 ? `${length} secret file${length > 1 ? 's' : ''}` : 'no secrets',
    ...warnings.map((warning) => site.host.scrub(`Docker Compose warns: ${warning}`)),
  ].join('; ');
}

/** As they will be in the app's folder. What holds data runs on whatever is in them. */
async function mountedFiles(
  site: StepSite,
  { release, commit, secrets }: ReleaseStepArgs['stageRelease'],
  model: Loose,
): Promise<Digests> {
  const targets = secrets.map(({ target }) => posix.join(site.scope.directory, target));
  const mounted = mountedIn(model, targets, dataServicesOf(site.app));
  if (mounted.length === 0) return {};
  const { view: root } = site.paths.release(release);
  const argv = digestsArgv(mounted, { root, gitDir: site.paths.mirror, commit, source: site.source });
  return digestsOf(mounted, (await site.read(argv, { timeout: FILES_MS })).stdout);
}

/** Plaintext goes from memory to the host's 0600 file; it never touches a disk of the control host. */
async function decryptInto(site: StepSite, tree: string, source: string, secret: SecretFile): Promise<void> {
  const ciphertext = await site.host.download(posix.join(source, secret.source));
  const plaintext = await site.deps.decrypt({
    ciphertext,
    format: secret.format,
    output: printedAs(secret),
    keyFile: secret.keyFile ?? site.fleet.secrets.age.keyFile,
    name: secret.source,
    host: site.host.name,
    secrets: site.fleet.secrets,
  });
  await writeFenced(site, posix.join(tree, secret.target), contentOnHost(plaintext, secret));
}

/**
 * As Compose itself reads the files where they will be. The model holds
 * secrets: it is never logged, never returned.
 */
async function resolveModel(
  site: StepSite,
  release: number,
): Promise<ComposeReading & { model: NonNullable<ComposeReading['model']> }> {
  const { view: root, tree } = site.paths.release(release);
  await site.change(viewArgv({ root, tree, directory: site.scope.directory, source: site.source }), {
    timeout: FILES_MS,
  });
  const { compose: files, profiles, envFiles } = site.app;
  const use = { files, profiles, envFiles, project: site.scope.project };
  const reading = await readCompose((argv) => site.read(argv), root, site.source, use);
  const { model } = reading;
  if (!model)
    throw new RoostError('ContractInvalid', `${site.app.name}: ${refusalOf(reading, site)}`, {
      app: site.app.name,
    });
  return { ...reading, model };
}

async function placesOf(site: StepSite, tree: string, model: Loose): Promise<string> {
  const { directory } = site.scope;
  const inside = placesIn(model).flatMap((path) => (path === directory ? ['.'] : below(directory, path)));
  const { stdout } = await site.read(listThere(tree, ...inside));
  const there = new Set(stdout.split('\0').filter(Boolean).map(asRelative));
  const place = inTree(directory, tree, there);
  const made = madeByDocker(model).filter((path) => place(path) === path && path.startsWith(`${directory}/`));
  if (made.length > 0) await site.change(makePlaces(...made));
  return placesFile(model, place);
}

const below = (directory: string, path: string): string[] =>
  path.startsWith(`${directory}/`) ? [path.slice(directory.length + 1)] : [];

/** As `posix.relative` writes the folder itself. */
const asRelative = (path: string): string => (path === '.' ? '' : path);
