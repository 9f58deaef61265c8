/**
 * What Docker Compose makes of a commit, before anything of it is
 * deployed: read in a picture of the app's folder.
 */
import { randomBytes } from 'node:crypto';
import { join, posix } from 'node:path';
import { RoostError } from '../../../../errors';
import { serviceOf } from '../../../../fleet/contract/check-services';
import { parseComposeModel } from '../../../../fleet/contract/compose/model';
import type { ComposeReading } from '../../../../fleet/contract/types';
import type { SecretFile } from '../../../../fleet/file/app/types';
import { removePath } from '../../../../host/files';
import { refusalOf, viewArgv } from '../../../../host/model/compose-model';
import { findChangedKeys, type KeyFinding } from '../../../../host/model/env-values';
import { madeOtherwise } from '../../../../host/model/made';
import {
  changedFiles,
  digestsArgv,
  digestsOf,
  mountedIn,
  type Digests,
} from '../../../../host/model/mounted';
import { lackingOf, missingArgv, needsOf, needText } from '../../../../host/model/needs';
import { shellScript } from '../../../../lib/shell-script';
import { section, type Loose } from '../../../../lib/unchecked';
import { contentOnHost, printedAs } from '../../../../secrets/env-file';
import { hasCheck, inspectCheck } from '../../../app/compose/image-check';
import { readCompose } from '../../../app/compose/reading';
import type { Site } from '../../../app/site';
import type { Deps } from '../../../deps';
import { absoluteProblems } from './absolute';
import type { Mirror } from './mirror';
import { unsetVariables } from './variables';

const lookAtCommit = shellScript(__dirname, 'look-at-commit');
const writeFile = shellScript(join(__dirname, '../../../app/folder'), 'write-file');

/** A repository may be large. */
const LOOK_MS = 10 * 60_000;

interface Wanted {
  commit: string;
  /** Null: not known. */
  serving: string | null;
  secretsOf: number | null;
  /** The Compose project that runs, or is to run; absent: as Compose chooses it. */
  project?: string | undefined;
}

/**
 * `secretsOf`: the release whose decrypted files count instead of the commit's. Undefined where a
 * secret cannot be decrypted: the release's own step will say why.
 */
export async function readCommit(
  deps: Pick<Deps, 'decrypt'>,
  site: Site,
  mirror: Mirror,
  { commit, serving, secretsOf, project: runs }: Wanted,
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
    const plaintexts: [SecretFile, Buffer][] = [];
    for (const secret of app.secrets) {
      if (taken.includes(secret.target)) continue;
      const plaintext = await decrypted(deps, site, mirror, commit, secret);
      if (!plaintext) return undefined;
      plaintexts.push([secret, plaintext]);
      await host.exec(writeFile(folder, tree, secret.target), { input: contentOnHost(plaintext, secret) });
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
    const model = reading.model && asProject(reading.model, runs);
    const { missing, fresh } = model ? await needsOn(site, model, root) : {};
    const use = { files: reading.files, profiles, envFiles: reading.envFiles ?? envFiles, project };
    const other = model
      ? [...(await madeOtherwise(host, model)), ...(await unsetVariables(site, model, { root, folder, use }))]
      : [];
    const texts = (await mirror.files(reading.files.map((file) => `${commit}:${file}`))).map(String);
    const keys: KeyFinding[] = [];
    for (const [secret, plaintext] of plaintexts)
      keys.push(
        ...(await findChangedKeys(host, {
          app,
          secret,
          plaintext,
          texts,
          model,
          folder: root + source,
        })),
      );
    const named = reading.files.map((file, i) => ({ file, text: texts[i] ?? '' }));
    return {
      files: reading.files,
      keys,
      model,
      refusal: refusalOf(reading, site),
      warnings: reading.warnings.map((warning) => host.scrub(warning)),
      missing: [...(await absoluteProblems(site, named, root)), ...(missing ?? []), ...other],
      fresh,
      changedFiles: model ? await filesChanged(site, model, { root, commit, serving }) : undefined,
      imageHasCheck: model && (await imageHasCheck(site, model)),
    };
  } finally {
    await host.exec(removePath(folder), { timeout: LOOK_MS });
  }
}

/** With the names that volumes and networks have in this project. */
function asProject(model: Loose, project: string | undefined): Loose {
  const { name } = model;
  if (project === undefined || typeof name !== 'string' || name === project) return model;
  const named = (part: unknown): Loose =>
    Object.fromEntries(
      Object.entries(section(part)).map(([key, one]) => {
        const own = section(one);
        return [key, own.name === `${name}_${key}` ? { ...own, name: `${project}_${key}` } : one];
      }),
    );
  return { ...model, volumes: named(model.volumes), networks: named(model.networks) };
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
      output: printedAs(secret),
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

async function needsOn(
  { host }: Site,
  model: Loose,
  root: string,
): Promise<Pick<ComposeReading, 'missing' | 'fresh'>> {
  const needs = needsOf(model);
  if (needs.length === 0) return {};
  const { stdout } = await host.exec(missingArgv(needs, root));
  const { missing, fresh } = lackingOf(needs, stdout, root);
  return { missing: missing.map((need) => ({ field: need.field, message: needText(need) })), fresh };
}

async function filesChanged(
  { app, host, paths, source }: Site,
  model: Loose,
  { root, commit, serving }: { root: string; commit: string; serving: string | null },
): Promise<Record<string, string[]>> {
  const secrets = app.secrets.map(({ target }) => posix.join(app.directory, target));
  const mounted = mountedIn(model, secrets, []);
  if (mounted.length === 0) return {};
  const at = async (where: string, of: string): Promise<Digests> => {
    const place = { root: where, gitDir: paths.mirror, commit: of, source };
    return digestsOf(mounted, (await host.exec(digestsArgv(mounted, place), { timeout: LOOK_MS })).stdout);
  };
  return changedFiles(await at('', serving ?? ''), await at(root, commit));
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
