/** What Docker Compose makes of a commit, before anything of it is deployed: read in a picture of the app's folder. */
import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { serviceOf } from '../../../fleet/contract/check-services';
import { parseComposeModel } from '../../../fleet/contract/compose/model';
import type { ComposeReading } from '../../../fleet/contract/types';
import { refusalOf, viewArgv } from '../../../host/model/compose-model';
import { missingArgv, missingOf, needsOf, needText } from '../../../host/model/needs';
import { shellScript } from '../../../lib/shell-script';
import { section, type Loose } from '../../../lib/unchecked';
import { readCompose } from '../../app/compose-reading';
import { hasCheck, inspectCheck } from '../../app/image-check';
import type { Site } from '../../app/site';
import type { Deps } from '../../deps';
import type { Mirror } from './mirror';

const lookAtCommit = shellScript(__dirname, 'look-at-commit');
const writeFile = shellScript(`${__dirname}/../../app`, 'write-file');

/** A repository may be large. */
const LOOK_MS = 10 * 60_000;

/**
 * `secretsOf`: the release whose decrypted files count instead of the commit's. Undefined where a secret cannot be
 * decrypted: the release's own step will say why.
 */
export async function readCommit(
  deps: Pick<Deps, 'decrypt'>,
  site: Site,
  mirror: Mirror,
  commit: string,
  secretsOf: number | null,
): Promise<ComposeReading | undefined> {
  const { app, host, paths, source } = site;
  const folder = posix.join(paths.looks, randomBytes(8).toString('hex'));
  const [tree, root] = [posix.join(folder, 'tree'), posix.join(folder, 'view')];
  try {
    const targets = app.secrets.map(({ target }) => target);
    const from = secretsOf === null ? [] : [paths.release(secretsOf).tree, ...targets];
    const { stdout } = await host.exec(lookAtCommit(paths.mirror, commit, folder, app.source, ...from), {
      timeout: LOOK_MS,
    });
    const taken = stdout.split('\n');
    for (const secret of app.secrets) {
      if (taken.includes(secret.target)) continue;
      const plaintext = await decrypted(deps, site, mirror, commit, secret);
      if (!plaintext) return undefined;
      await host.exec(writeFile(folder, tree, secret.target), { input: plaintext });
    }
    await host.exec(viewArgv({ root, tree, directory: app.directory, source }), { timeout: LOOK_MS });
    const { compose: files, profiles, envFiles } = app;
    const project = app.projectGiven ? app.project : undefined;
    const reading = await readCompose((argv) => host.exec(argv), root, source, {
      files,
      profiles,
      envFiles,
      project,
    });
    return {
      files: reading.files,
      model: reading.model,
      refusal: refusalOf(reading, site),
      warnings: reading.warnings.map((warning) => host.scrub(warning)),
      missing: reading.model ? await missingOn(site, reading.model, root) : [],
      imageHasCheck: reading.model && (await imageHasCheck(site, reading.model)),
    };
  } finally {
    await host.exec(['rm', '-rf', folder], { timeout: LOOK_MS });
  }
}

async function decrypted(
  deps: Pick<Deps, 'decrypt'>,
  { host, fleet }: Site,
  mirror: Mirror,
  commit: string,
  secret: Site['app']['secrets'][number],
): Promise<Buffer | undefined> {
  const [ciphertext] = await mirror.files([`${commit}:${secret.source}`]);
  if (!ciphertext) return undefined;
  try {
    return await deps.decrypt({
      ciphertext,
      format: secret.format,
      keyFile: secret.keyFile ?? fleet.secrets.age.keyFile,
      name: secret.source,
      host: host.name,
      secrets: fleet.secrets,
    });
  } catch (error) {
    if (error instanceof RoostError) return undefined;
    throw error;
  }
}

async function missingOn({ host }: Site, model: Loose, root: string): Promise<ComposeReading['missing']> {
  const needs = needsOf(model);
  if (needs.length === 0) return [];
  const { stdout } = await host.exec(missingArgv(needs, root));
  return missingOf(needs, stdout, root).map((need) => ({ field: need.field, message: needText(need) }));
}

/** Of an image that is on the host and is not built anew. */
async function imageHasCheck({ app, host }: Site, model: object): Promise<boolean | null> {
  const service = serviceOf(parseComposeModel(section(model)), app.service);
  if (!service) return null;
  // Compose files can take an image's check away.
  if (service.healthcheck.off) return false;
  if (!service.image || service.build) return null;
  return hasCheck(await host.exec(inspectCheck(service.image), { ok: [0, 1] }));
}
