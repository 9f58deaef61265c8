import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RoostError } from '../../../errors';
import { hostOf, parseFleet } from '../../../fleet/file';
import { addDifference } from '../../../inspect/init/add';
import { compare } from '../../../inspect/init/compare';
import { draftApps } from '../../../inspect/init/draft';
import { fitToParser, foresee, withData, type Settings } from '../../../inspect/init/settle';
import type { FoundHost } from '../../../inspect/init/types';
import { fleetText, type Header } from '../../../inspect/init/write';
import { writeAtomic } from '../../../lib/files/atomic-file';
import { onlyIf } from '../../../lib/only-if';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { addedLines, differenceLines, writtenLines } from '../../output/hosts/init';
import type { Define } from '../types';
import { askTargets, findHost, homeOf, readKnown, sshConfigOf, type HostOptions } from './init-hosts';

interface InitOptions extends HostOptions {
  diff?: boolean;
  add?: boolean;
  name: string;
}

const help = `
Reads the Compose projects of the hosts over SSH and writes the fleet file, with
comments on what it found, what is uncertain and what \`roost check\` will report.
Never overwrites a file. Changes nothing on any host.

Examples:
  roost init deploy@203.0.113.7     a first fleet.yaml
  roost init                        asks for each Host entry of ~/.ssh/config
  roost init --diff                 what is new, gone or changed since
  roost init --add                  adds it; what you have written stays`;

export const defineInit: Define = (program, act) =>
  program
    .command('init')
    .description('write a fleet file from what runs on hosts; later show and add what is new')
    .argument('[hosts...]', 'user@host, or a Host entry of ~/.ssh/config; with --diff also names of the file')
    .option('--yes', 'take the host keys as they are shown, without a question')
    .option('--key <file>', 'private key file for these hosts (default: agent, ~/.ssh/config, ~/.ssh/id_*)')
    .option('--name <name>', 'name of the fleet', 'home')
    .option('--diff', 'compare the fleet file with what runs')
    .option('--add', 'add what --diff shows to the fleet file')
    .addHelpText('after', help)
    .action(
      act((context, hosts: string[], options: InitOptions) =>
        options.diff || options.add ? later(context, hosts, options) : first(context, hosts, options),
      ),
    );

async function first(context: Context, targets: string[], options: InitOptions): Promise<Reply> {
  const file = resolve(context.fleetFile);
  if (existsSync(file))
    throw new RoostError('FleetExists', `There is a fleet file ${file} already`, { file });
  const begun = Date.now();
  const hosts: FoundHost[] = [];
  for (const target of targets.length > 0 ? targets : await askTargets(context, options))
    hosts.push(
      await findHost(
        context,
        target,
        options,
        hosts.map(({ name }) => name),
      ),
    );
  const header = headerOf(context, file, options.name);
  const settings = settingsOf(context, file);
  context.screen.note('Asking what `roost check` says of it');
  const apps = withData(fitToParser(header, hosts, draftsOf(hosts), settings), hosts);
  const settled = fitToParser(header, hosts, apps, settings);
  const said = await foresee(context, settled);
  const text = fleetText(header, hosts, said.apps, said.here, said.ofHosts);
  // What is written is what was tested.
  parseFleet(text, settings);
  await writeFile(file, text, { flag: 'wx', mode: 0o644 });
  const seconds = Math.round((Date.now() - begun) / 100) / 10;
  const lines = text.trimEnd().split('\n').length;
  return {
    lines: writtenLines({ file, lines, seconds, hosts, apps: said.apps }, context.screen.theme),
    json: {
      file,
      lines,
      seconds,
      hosts: hosts.map(({ name, fingerprint, stacks }) => ({
        name,
        fingerprint,
        projects: stacks.projects.length,
      })),
      apps: said.apps.map(({ name, project, host, left, open, foreseen }) => ({
        name,
        project,
        host,
        left: left ?? null,
        open,
        foreseen,
      })),
    },
  };
}

/** Compares, and adds if an option or an answer allows it. */
async function later(context: Context, targets: string[], options: InitOptions): Promise<Reply> {
  const file = resolve(context.fleetFile);
  const fleet = await context.fleet();
  const text = readFileSync(file, 'utf8');
  const hosts: FoundHost[] = [];
  const known = Object.keys(fleet.hosts);
  for (const target of targets.length > 0 ? targets : known)
    hosts.push(
      known.includes(target)
        ? await readKnown(context, hostOf(fleet, target))
        : await findHost(context, target, options, [...known, ...hosts.map(({ name }) => name)]),
    );
  const header = headerOf(context, file, fleet.name);
  const settings = settingsOf(context, file);
  const drafts = draftsOf(hosts, Object.keys(fleet.apps));
  const apps = withData(fitToParser(header, hosts, drafts, settings), hosts);
  const difference = compare({ fleet, text }, hosts, apps);
  const lines = differenceLines(difference, context.screen.theme);
  const json = {
    file,
    hosts: difference.hosts.map(({ name }) => name),
    added: difference.added.map(({ name, project, host, left }) => ({
      name,
      project,
      host,
      left: left ?? null,
    })),
    vanished: difference.vanished,
    changed: difference.changed.map(({ app, says, edit }) => ({ app, says, canBeAdded: edit !== undefined })),
  };
  const isNew =
    difference.hosts.length + difference.added.length > 0 || difference.changed.some(({ edit }) => edit);
  if (!isNew || (!options.add && !(await asked(context, lines))))
    return { lines, json: { ...json, written: false } };
  const settled = fitToParser(header, hosts, apps, settings);
  const { apps: said, ofHosts } = await foresee(context, settled);
  const added = said.filter(({ name }) => difference.added.some((one) => one.name === name));
  const result = addDifference(text, { ...difference, added }, ofHosts, settings);
  await writeAtomic(file, result.text, { mode: 0o644 });
  return {
    lines: [...onlyIf(options.add, ...lines), ...addedLines(file, result.refused, context.screen.theme)],
    json: { ...json, written: true, refused: result.refused },
  };
}

async function asked(context: Context, lines: string[]): Promise<boolean> {
  if (!context.screen.interactive) return false;
  context.screen.print(lines);
  return context.confirm('Add what can be added to the fleet file?');
}

/** A host's name is none of an app: `check` speaks of both by name. */
const draftsOf = (hosts: FoundHost[], taken: string[] = []): ReturnType<typeof draftApps> =>
  draftApps(hosts, [...taken, ...hosts.map(({ name }) => name)]);

const settingsOf = ({ env }: Context, file: string): Settings => ({
  file,
  home: homeOf(env),
  sshConfig: sshConfigOf(env),
});

function headerOf(context: Context, file: string, fleet: string): Header {
  const schema = 'schema/fleet.schema.json';
  return {
    fleet,
    date: context.now().toISOString().slice(0, 10),
    schema: existsSync(join(dirname(file), schema)) ? schema : null,
  };
}
