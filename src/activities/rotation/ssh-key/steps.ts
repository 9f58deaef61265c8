/** Another SSH key in place of the present one, host by host. At every moment one of both opens each host. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RoostError } from '../../../errors';
import { hostOf, type HostConfig } from '../../../fleet/file';
import { asRoot } from '../../../host/provision';
import { quote } from '../../../host/quote';
import {
  forgetFormerKey,
  sshKeyFilesOf,
  sshKeyPhase,
  useNextKey,
  type SshKeyFiles,
} from '../../../host/ssh/key-files';
import { makeKey, publicKeyOf } from '../../../host/ssh/new-key';
import type { Host } from '../../../host/types';
import { sentences } from '../../../lib/sentences';
import { readScript, shellScript } from '../../../lib/shell-script';
import type { RotationStepArgs } from '../../../protocol/steps/rotation';
import type { StepAnswer } from '../../declare';
import type { RotationSite } from '../site';

const program = shellScript(__dirname, 'authorized');
const text = readScript(join(__dirname, 'authorized.sh'));

const COMMENT = 'roost';
const NOT_ROOT = 94;

/** A host that is away now may be there for the next run. */
const away: string[] = ['HostUnreachable', 'ConnectionLost', 'CommandTimeout'];

export async function makeSshKey(
  site: RotationSite,
  { file, hosts }: RotationStepArgs['makeSshKey'],
): Promise<string> {
  const files = await sshKeyFilesOf(file);
  await site.hold();
  // Under the passphrase of the present one, if that has one.
  const { passphraseFile } = hostOf(site.fleet, hosts[0]!);
  const line = await makeKey(files.next, COMMENT, passphraseFile);
  return line.split(' ').slice(0, 2).join(' ').slice(0, 80);
}

export async function shareSshKey(
  site: RotationSite,
  { file, host }: RotationStepArgs['shareSshKey'],
): Promise<StepAnswer> {
  const config = hostOf(site.fleet, host);
  const files = await sshKeyFilesOf(file);
  return unlessAway(host, 'the new key was not added', async () => {
    const said = await share(site, config, files);
    await requireOpens(site, config, files.next);
    return `${said}; a new connection only by it is let in`;
  });
}

/** Never while the new key is proven nowhere. */
export async function useSshKey(
  site: RotationSite,
  { file, hosts }: RotationStepArgs['useSshKey'],
): Promise<StepAnswer> {
  const files = await sshKeyFilesOf(file);
  if ((await sshKeyPhase(files)) === 'used') return 'it is used already';
  const open = await Promise.all(hosts.map((host) => opens(site, hostOf(site.fleet, host), files.next)));
  if (!open.includes('yes'))
    throw new RoostError(
      'HostUnreachable',
      `The new key opens none of ${hosts.join(', ')}: the present one stays.`,
    );
  await site.hold();
  await useNextKey(files);
  return sentences(
    `it opens ${open.filter((one) => one === 'yes').length} of ${hosts.length};`,
    'the others are still reached by the former one',
  );
}

export async function narrowSshKey(
  site: RotationSite,
  { file, host }: RotationStepArgs['narrowSshKey'],
): Promise<StepAnswer> {
  const config = hostOf(site.fleet, host);
  const files = await sshKeyFilesOf(file);
  return unlessAway(host, 'it keeps the former key', async () => {
    if ((await opens(site, config, files.next)) !== 'yes') await share(site, config, files);
    await requireOpens(site, config, files.next);
    const said = await change(site, config, files, 'drop');
    await requireOpens(site, config, files.next);
    const stillIn = (await opens(site, config, files.former)) === 'yes';
    if (stillIn)
      throw new RoostError(
        'HostAuthFailed',
        sentences(
          `${host} lets the former key in all the same:`,
          `it is named in another place than authorized_keys of ${config.user}.`,
        ),
        { host },
      );
    return `${said}; the former key is refused`;
  });
}

export async function retireSshKey(
  site: RotationSite,
  { file, hosts }: RotationStepArgs['retireSshKey'],
): Promise<StepAnswer> {
  const files = await sshKeyFilesOf(file);
  if ((await sshKeyPhase(files)) === 'none') return 'it is gone';
  const states = await Promise.all(
    hosts.map(async (host): Promise<[string, boolean]> => {
      const config = hostOf(site.fleet, host);
      const [next, former] = [await opens(site, config, files.next), await opens(site, config, files.former)];
      return [host, next === 'yes' && former === 'no'];
    }),
  );
  const left = states.flatMap(([host, isDone]) => (isDone ? [] : [host]));
  if (left.length > 0)
    return {
      note: `kept: ${left.join(', ')} may need it`,
      warnings: [
        sentences(
          `The former key is not gone: ${left.join(', ')} did not answer.`,
          `It stays as ${files.former} and is still tried; run \`roost rotate ssh-key\` again`,
        ),
      ],
    };
  await site.hold();
  await forgetFormerKey(files);
  return `${file} is the only one; keep a copy of it where roost recover-control finds it`;
}

async function unlessAway(host: string, what: string, work: () => Promise<string>): Promise<StepAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RoostError) || !away.includes(error.code)) throw error;
    return {
      note: 'away',
      warnings: [`${host} does not answer, so ${what}: ${error.message.slice(0, 200)}`],
    };
  }
}

async function share(site: RotationSite, config: HostConfig, files: SshKeyFiles): Promise<string> {
  return change(site, config, files, 'share');
}

/** In the account of roost, and at root where roost may become it and the present key is let in. */
async function change(
  site: RotationSite,
  config: HostConfig,
  files: SshKeyFiles,
  verb: 'share' | 'drop',
): Promise<string> {
  const { passphraseFile } = config;
  const isUsed = (await sshKeyPhase(files)) === 'used';
  const old = publicKeyOf(await readFile(isUsed ? files.former : files.file, 'utf8'), passphraseFile);
  const fresh = publicKeyOf(await readFile(files.next, 'utf8'), passphraseFile);
  const words = [verb, old.base64, fresh.base64, `${fresh.line} ${COMMENT}`];
  await site.hold();
  const { signal } = site;
  // Over a connection of its own: by whichever key the host lets in now.
  return withHost(site, config, async (host) => {
    const { stdout } = await host.exec(program(...words, ...(verb === 'share' ? ['own'] : [])), { signal });
    if (config.user === 'root') return stdout.trim();
    const input = [`HOME=$(getent passwd root | cut -d: -f6)`, quote(['set', '--', ...words]), text, ''].join(
      '\n',
    );
    const atRoot = await host.exec(asRoot, { input, ok: [0, NOT_ROOT], signal });
    const said = atRoot.stdout.trim();
    const root = atRoot.code === NOT_ROOT ? ', root not checked' : said === 'none' ? '' : `, root: ${said}`;
    return stdout.trim() + root;
  });
}

async function withHost<T>(
  site: RotationSite,
  config: HostConfig,
  work: (host: Host) => Promise<T>,
): Promise<T> {
  const fresh = site.deps.newConnection(config);
  try {
    return await work(fresh.host);
  } finally {
    await fresh.close();
  }
}

/** Only by that key, over a new connection. */
async function opens(
  site: RotationSite,
  config: HostConfig,
  keyFile: string,
): Promise<'yes' | 'no' | 'away'> {
  try {
    await withHost(site, { ...config, keyFile }, (host) => host.exec(['true'], { signal: site.signal }));
    return 'yes';
  } catch (error) {
    if (!(error instanceof RoostError)) throw error;
    if (error.code === 'HostAuthFailed') return 'no';
    if (away.includes(error.code)) return 'away';
    throw error;
  }
}

async function requireOpens(site: RotationSite, config: HostConfig, keyFile: string): Promise<void> {
  await withHost(site, { ...config, keyFile }, (host) => host.exec(['true'], { signal: site.signal }));
}
