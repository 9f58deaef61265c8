import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { RoostError } from '../../../errors';
import { hostOf, parseFleet } from '../../../fleet/file';
import { bareHostKey, hostKeyProblem } from '../../../fleet/file/host/host-key';
import { namePattern } from '../../../fleet/file/values/fields';
import { removeKey } from '../../../fleet/file/yaml/change';
import { insertEntry } from '../../../fleet/file/yaml/insert';
import { firstKey } from '../../../host/ssh/first-key';
import { writeAtomic } from '../../../lib/files/atomic-file';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { homeOf, reach, sshConfigOf } from '../installation/init-hosts';
import type { Define } from '../types';

interface AddOptions {
  hostKey?: string;
  key?: string;
  yes?: boolean;
}

const help = `
Examples:
  roost fleet add vps3 root@192.0.2.9    shows its host key, asks, pins it
  roost provision vps3                   then: set it up
  roost fleet remove vps3                only when no app is on it

What is in the fleet file stays as it is, with its comments.`;

export const defineFleet: Define = (program, act) => {
  const fleet = program
    .command('fleet')
    .description('add hosts to the fleet file, or take them out')
    .addHelpText('after', help);
  fleet
    .command('add')
    .description('add a host to the fleet file')
    .argument('<host>', 'its name in the fleet file')
    .argument('<target>', 'user@address, or a Host entry of ~/.ssh/config')
    .option('--host-key <key>', 'its public key, such as "ssh-ed25519 AAAA…"; else it is shown')
    .option('--key <file>', 'private key file to log in with')
    .option('--yes', 'take the host key that it shows')
    .action(act(add));
  fleet
    .command('remove')
    .description('take a host out of the fleet file')
    .argument('<host>', 'its name in the fleet file')
    .action(act(remove));
};

async function add(context: Context, name: string, target: string, options: AddOptions): Promise<Reply> {
  const { hosts, apps } = await context.fleet();
  if (!namePattern.test(name))
    throw bad(`${JSON.stringify(name)} is not a name: small letters, digits and hyphens, a letter first`);
  if (Object.hasOwn(hosts, name) || Object.hasOwn(apps, name))
    throw bad(`The fleet file has a host or an app ${name} already`);
  const { fields, addresses } = reach(context, target, options);
  const hostKey = await keyOf(context, addresses, options);
  const lines = stringify({ [name]: { ...fields, hostKey } }, { lineWidth: 0 })
    .trimEnd()
    .split('\n');
  await change(context, name, (text) => insertEntry(text, 'hosts', lines));
  return {
    json: { host: name, hostKey, added: true },
    lines: [`${name} is in ${context.fleetFile}. Next: roost provision ${name} --plan`],
  };
}

async function remove(context: Context, name: string): Promise<Reply> {
  const fleet = await context.fleet();
  hostOf(fleet, name);
  const on = Object.values(fleet.apps).flatMap((app) => (app.host === name ? [app.name] : []));
  if (on.length > 0)
    throw new RoostError(
      'BadRequest',
      `${name} still has apps: ${on.join(', ')}. Move or archive them first; then take it out.`,
      { host: name, apps: on },
    );
  await change(context, name, (text) => removeKey(text, ['hosts', name]));
  return {
    json: { host: name, removed: true },
    lines: [`${name} is out of ${context.fleetFile}. On the host itself nothing was changed.`],
  };
}

/** Writes only what the parser takes. Errors: `BadRequest`, `FleetInvalid`. */
async function change(context: Context, name: string, edit: (text: string) => string | null): Promise<void> {
  const file = resolve(context.fleetFile);
  const text = edit(readFileSync(file, 'utf8'));
  if (text === null)
    throw bad(`The form of ${context.fleetFile} does not allow to change hosts.${name} here; do it by hand`);
  parseFleet(text, {
    file: context.fleetFile,
    home: homeOf(context.env),
    sshConfig: sshConfigOf(context.env),
  });
  await writeAtomic(file, text, { mode: 0o644 });
}

/** Given, or shown and confirmed. */
async function keyOf(context: Context, addresses: string[], { hostKey, yes }: AddOptions): Promise<string> {
  if (hostKey !== undefined) {
    const problem = hostKeyProblem(hostKey);
    if (problem !== undefined) throw bad(`--host-key ${problem}`);
    return bareHostKey(hostKey);
  }
  const shown = await firstKey(addresses);
  context.screen.note(`${shown.address} shows the host key ${shown.fingerprint}`);
  if (yes || (await context.confirm('Is it the right one? It is pinned in the fleet file.')))
    return shown.hostKey;
  throw bad(
    'The host key was not confirmed: take it from the console of the provider, and pass it with --host-key',
  );
}

const bad = (message: string): RoostError => new RoostError('BadRequest', message);
