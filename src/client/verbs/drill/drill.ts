import { Option } from 'commander';
import { appOf, backupOf, drillHostOf } from '../../../fleet/file';
import type { DrillNightRequest } from '../../../protocol/requests';
import { runName, type Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { follow } from '../../runs/follow';
import { startedLines } from '../../runs/planned';
import type { Define } from '../types';
import { dr, scenarios } from './dr';
import { keys } from './keys';
import { drillOne, drillPlans, type DrillOptions } from './one';
import { report } from './report';

const help = `
Examples:
  roost drill phone --plan    what would be restored, and the room for it
  roost drill phone           prove that phone can be restored
  roost drill                 all apps that are due, the oldest proof first

A drill restores the newest snapshot as a whole app in a project of its own:
without a way out, without ports, without anything of the host. It starts the
app, checks it, measures, and removes everything. The live app is not touched.`;

const drHelp = `
Examples:
  roost drill dr --scenario host --host hornbill
  roost drill dr --scenario corruption --plan
  roost drill dr --scenario control --age-key COPY.txt --password COPY.password
  roost drill dr --scenario key --age-key COPY.txt --password COPY.password

host      all apps of the host, restored on \`backup.drill.host\`, which must
          serve no app
corruption
          the same, then their data damaged there and restored again
control   the control host's state opened in scratch, and its recovery planned
key       the copies of the keys that are kept elsewhere
cloudflare
          the account compared, a tunnel and a record made and removed

Nothing that is live is changed: docs/drills.md.`;

export const defineDrill: Define = (program, act) => {
  const verb = program
    .command('drill')
    .description('prove that apps can be restored, without touching them')
    .argument('[app...]', 'names of apps in the fleet file; default: those that are due')
    .option('--snapshot <which>', 'latest, the id of a snapshot, a day or a time', 'latest')
    .option('--plan', 'show what would be done, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'why; kept with the run')
    .addHelpText('after', help)
    .action(act(drill));
  verb
    .command('dr')
    .description('rehearse a fire without touching what is live; into the report')
    .addOption(new Option('--scenario <scenario>', 'what burns').choices(scenarios).makeOptionMandatory())
    .option('--host <host>', 'of host: the host that is lost; default: all')
    .option('--age-key <file>', 'of key and control: the copy of the age key')
    .option('--password <file>', 'of key and control: the copy of the password of the repository')
    .option('--second-password <file>', 'of key: that of the second repository; - for stdin')
    .option('--plan', 'show what would be done, and change nothing')
    .option('--expect <hash>', 'go on only if the plan has this hash (from --plan)')
    .option('--detach', 'start the run and return at once')
    .option('--reason <text>', 'why; kept with the run')
    .addHelpText('after', drHelp)
    .action(act(dr));
  verb
    .command('report')
    .description('what was proven in a quarter, against what is wanted; signed over the audit')
    .option('--quarter <quarter>', 'such as 2026Q4; default: this one')
    .option('--html <file>', 'write it there as a page to print, a page a month, instead of Markdown here')
    .action(act(report));
  verb
    .command('keys')
    .description('prove that copies of the keys that are kept elsewhere open every secret and repository')
    .requiredOption('--age-key <file>', 'the copy of the age key')
    .requiredOption('--password <file>', 'the copy of the password of the repository; - for stdin')
    .option('--second-password <file>', 'that of the second repository; - for stdin')
    .action(act(keys));
};

async function drill(context: Context, names: string[], options: DrillOptions): Promise<Reply> {
  const fleet = await context.fleet();
  backupOf(fleet);
  const apps = names.map((name) => appOf(fleet, name));
  const [app, ...more] = apps;
  if (app && more.length === 0) return drillOne(context, app.name, drillHostOf(fleet, app), options);
  if (options.plan) {
    const all = apps.length > 0 ? apps : Object.values(fleet.apps);
    const named = all.map((each) => ({ app: each.name, host: drillHostOf(fleet, each) }));
    return drillPlans(context, named, options);
  }
  return many(context, names, options);
}

async function many(context: Context, names: string[], { reason, detach }: DrillOptions): Promise<Reply> {
  const runs = await context.runs();
  await runs.requireWorker();
  const request: DrillNightRequest = { apps: names.length > 0 ? names : undefined, by: context.by, reason };
  const id = runName('nightly', 'drill');
  const summary = `drill of ${names.join(', ') || 'the apps that are due'}`.slice(0, 200);
  const run = await runs.start({ workflow: 'nightlyDrill', id, args: [request], summary });
  context.screen.note(...startedLines(run));
  if (!detach) return follow(context, runs, run);
  return {
    json: { run },
    lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`],
  };
}
