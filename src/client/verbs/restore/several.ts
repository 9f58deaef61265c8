/** `roost restore` of several apps, or of all apps of a host: one plan, one run, a run for each app. */
import { RoostError } from '../../../errors';
import { appOf, hostOf } from '../../../fleet/file';
import { onlyIf } from '../../../lib/only-if';
import { checkRestoresRequest } from '../../../plan/restore/several/request';
import type { RestoresRequest } from '../../../protocol/requests';
import type { RestoresPlan } from '../../../protocol/steps/restore';
import { runName, type Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { restoresLines } from '../../output/restore/several';
import { follow } from '../../runs/follow';
import { startedLines } from '../../runs/planned';
import { slow } from '../../runs/show';
import type { RestoreOptions } from './options';

export async function several(context: Context, names: string[], options: RestoreOptions): Promise<Reply> {
  const fleet = await context.fleet();
  const { host, snapshot, only, into, release, expect, reason } = options;
  if (host !== undefined) hostOf(fleet, host);
  for (const name of names) appOf(fleet, name);
  const alone = Object.entries({
    '--path': options.path.length > 0,
    '--no-way-back': !options.wayBack,
    '--from-path': options.fromPath !== undefined,
    '--to-file': options.toFile !== undefined,
  }).flatMap(([option, given]) => (given ? [option] : []));
  if (alone.length > 0)
    throw new RoostError('BadRequest', `${alone.join(', ')} is about one app: name one app.`);
  const request = checkRestoresRequest({
    apps: names.length > 0 ? names : undefined,
    host,
    snapshot,
    what: only,
    into,
    release,
    expect,
    by: context.by,
    reason,
  });
  const runs = await context.runs();
  await runs.requireWorker();
  const what = host === undefined ? names.join(', ') : `all apps of ${host}`;
  const start = { args: [request], host, summary: `restore of ${what}`.slice(0, 200) };
  if (options.plan) {
    const id = runName('plan', 'restores');
    const plan = await runs.call<RestoresPlan>({ ...start, workflow: 'planRestores', id }, slow(context));
    const next = ['', 'Nothing was changed. To run exactly this plan:', `  ${again(request, plan)}`];
    return { json: { plan }, lines: [...restoresLines(plan), ...next] };
  }
  const run = await runs.start({ ...start, workflow: 'restoreApps', id: runName('restore', 'apps') });
  context.screen.note(...startedLines(run));
  if (!options.detach) return follow(context, runs, run);
  return {
    json: { run },
    lines: [`  watch: roost show ${run.workflowId} --follow`, `  end:   roost cancel ${run.workflowId}`],
  };
}

function again(
  { apps = [], host, snapshot, what = [], into, release }: RestoresRequest,
  { hash }: RestoresPlan,
): string {
  const word = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text}'`);
  return [
    'roost restore',
    ...apps,
    ...onlyIf(host !== undefined, `--host ${host}`),
    ...(snapshot === undefined || snapshot === 'latest' ? [] : [`--snapshot ${word(snapshot)}`]),
    ...what.map((one) => `--only ${word(one)}`),
    ...onlyIf(into === 'scratch', '--into scratch'),
    ...onlyIf(release === 'snapshot', '--release snapshot'),
    `--expect ${hash}`,
  ].join(' ');
}
