/**
 * Lays a commit's files where the drill has its app's folder, and makes of
 * its Compose files one that can touch nothing.
 */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { refusalOf } from '../../../host/model/compose-model';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import { scratchModel, type EngineFacts } from '../../../plan/drill/scratch';
import { drillPaths, imageRef } from '../../../plan/names';
import type { DrillStepArgs } from '../../../protocol/steps/drill';
import { writeBelow } from '../../app/folder/records';
import { giveModes } from '../../app/secrets/secrets';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { fetchMirror } from '../../release/facts/commit/mirror';
import { layFiles, outsideOf, readDrill } from './reading';

const checkout = shellScript(__dirname, 'checkout');
/** Of a commit: the repository that has it. */
const findCommit = shellScript(__dirname, 'find-commit');
const makeMounts = shellScript(__dirname, 'make-mounts');

const FILES_MS = 10 * 60_000;

export async function stageDrill(site: StepSite, args: DrillStepArgs['stageDrill']): Promise<StepAnswer> {
  const { commit, directory, limits, untracked } = args;
  const from = await repositoryWith(site, commit, args.repositories);
  await site.change(checkout(from, commit, site.source), { timeout: FILES_MS });
  for (const secret of site.app.secrets) await decryptInto(site, secret);
  await giveModes(site, site.scope.directory, site.app.secrets);
  const { app, scope } = site;
  const laid = untracked ? await layFiles(site, untracked, directory) : '';
  const outside = outsideOf(untracked);
  const { reading, root } = await readDrill(site, outside.length > 0 ? directory : undefined);
  const refusal = refusalOf(reading, site);
  if (!reading.model || refusal !== null)
    throw new RoostError(
      'DrillRefused',
      refusedText(site.context.scope.app, refusal ?? '', scope.directory),
      {
        app: site.context.scope.app,
      },
    );
  const { operation } = site.context;
  const made = scratchModel(reading.model, {
    app: site.context.scope.app,
    operation,
    directory,
    scratch: scope.directory,
    limits,
    outside: outside.length > 0 ? { root, paths: outside } : undefined,
    engine: await engineOf(site),
    imageOf: (service) => imageRef(app.name, service, operation),
  });
  if (!made.model)
    throw new RoostError(
      'DrillRefused',
      `${site.context.scope.app} cannot be restored in scratch: ${made.refused.join('; ')}.`,
      { app: site.context.scope.app },
    );
  const { roost } = site.paths;
  await writeBelow(
    site,
    roost,
    drillPaths(roost, operation).compose,
    JSON.stringify({ ...made.model, name: scope.project }),
  );
  const services = `${Object.keys(made.model.services as object).length} services`;
  return { note: laid === '' ? services : `${services}; not of git: ${laid}`, warnings: made.remarks };
}

/** The reader has never seen the folder of the drill. */
export function refusedText(app: string, refusal: string, scratch: string): string {
  const text = refusal.replaceAll(`${scratch}/`, '').replace(/\.$/, '');
  const missing = /no such file or directory|not found/.test(text)
    ? sentences(
        ' It is neither in the repository nor in the snapshot:',
        'after a loss of the host the app could not start.',
        'A backup takes what Docker Compose reads if it is on the host when the backup is made.',
      )
    : '';
  return `${app} cannot be restored in scratch: ${text}.${missing}`;
}

/** On the app's own host they have it; else it is cloned here. */
async function repositoryWith(site: StepSite, commit: string, repositories: string[]): Promise<string> {
  const found = (await site.read(findCommit(commit, ...repositories))).stdout.trim();
  if (found !== '') return found;
  await fetchMirror(site, site.signal);
  return site.paths.mirror;
}

/** Plaintext goes from memory to the host's 0600 file. */
async function decryptInto(site: StepSite, secret: StepSite['app']['secrets'][number]): Promise<void> {
  const plaintext = await site.deps.decrypt({
    ciphertext: await site.host.download(posix.join(site.source, secret.source)),
    format: secret.format,
    keyFile: secret.keyFile ?? site.fleet.secrets.age.keyFile,
    name: secret.source,
    host: site.host.name,
    secrets: site.fleet.secrets,
  });
  await writeBelow(site, site.scope.directory, posix.join(site.scope.directory, secret.target), plaintext);
}

async function engineOf(site: StepSite): Promise<EngineFacts> {
  const format = '{{.ServerVersion}} {{.CPUCfsQuota}} {{.CPUCfsPeriod}}';
  const { stdout } = await site.read(['docker', 'info', '--format', format]);
  return { version: Number.parseInt(stdout, 10) || 0, limitsCpus: !stdout.includes(' false') };
}

/**
 * Before containers are made: what they mount is there, is in the
 * scratch, and belongs to whom it belongs live.
 */
export async function prepareMounts(site: StepSite, directory: string, mounts: string[]): Promise<void> {
  const { code, stderr } = await site.change(makeMounts(directory, site.scope.directory, ...mounts), {
    ok: [0, 66],
  });
  if (code === 0) return;
  throw new RoostError(
    'NotInSnapshot',
    `A drill of ${site.context.scope.app} lacks what its containers mount: ${stderr.trim()}`,
    {
      app: site.context.scope.app,
    },
  );
}
