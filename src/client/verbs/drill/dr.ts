import type { Command } from 'commander';
import { auditFile, openAudit } from '../../../audit';
import { RoostError } from '../../../errors';
import { backupOf } from '../../../fleet/file';
import { rehearsalPlan } from '../../../plan/drill/rehearsal';
import { requireZone } from '../../../plan/rehearsal/cloudflare';
import type { RehearsalPlan } from '../../../protocol/plan';
import type { DrillNightRequest, RehearseRequest } from '../../../protocol/requests';
import type { RehearsalReport } from '../../../protocol/steps/drill';
import type { Fire, OfflineCopies } from '../../../protocol/steps/rehearsal';
import { runName, type Context } from '../../command/context';
import { checkHash } from '../../command/options';
import { Failed, type Reply } from '../../command/reply';
import { follow } from '../../runs/follow';
import { runPlanned, startedLines, type PlannedOptions } from '../../runs/planned';
import { readableFile } from '../recover/control/keys';
import { keys, type KeysOptions } from './keys';
import { drillPlans } from './one';

export const scenarios = ['host', 'corruption', 'control', 'key', 'cloudflare'] as const satisfies Fire[];

export interface DrOptions extends Partial<KeysOptions>, PlannedOptions {
  scenario: (typeof scenarios)[number];
  host?: string;
  expect?: string;
  reason?: string;
}

/** Which options belong to which fire. */
const own: Record<(typeof scenarios)[number], (keyof DrOptions)[]> = {
  host: ['host', 'plan', 'detach'],
  corruption: ['host', 'plan', 'detach'],
  control: ['ageKey', 'password', 'plan', 'expect', 'detach'],
  key: ['ageKey', 'password', 'secondPassword'],
  cloudflare: ['plan', 'expect', 'detach'],
};

const flags: Partial<Record<keyof DrOptions, string>> = {
  host: '--host',
  ageKey: '--age-key',
  password: '--password',
  secondPassword: '--second-password',
  plan: '--plan',
  expect: '--expect',
  detach: '--detach',
};

/**
 * Options that `drill` has too are taken by it, wherever they stand:
 * `drill dr … --plan` must only plan.
 */
export async function dr(context: Context, given: DrOptions, command: Command): Promise<Reply> {
  const options = { ...given, ...command.optsWithGlobals<DrOptions>() };
  const { scenario, ageKey, password, secondPassword } = options;
  for (const [name, option] of Object.entries(flags) as [keyof DrOptions, string][])
    if (options[name] !== undefined && !own[scenario].includes(name))
      throw new RoostError('BadRequest', `${option} does not belong to --scenario ${scenario}`, { option });
  if (scenario === 'host' || scenario === 'corruption') return ofApps(context, scenario, options);
  if (scenario !== 'key') return rehearse(context, scenario, options);
  if (ageKey === undefined || password === undefined)
    throw new RoostError(
      'BadRequest',
      '--scenario key needs --age-key and --password: the copies that are kept elsewhere',
      { option: '--age-key' },
    );
  return lostKeys(context, { ageKey, password, secondPassword }, options);
}

/** A run, so that it goes on by itself; its own activity refuses again what is refused here. */
async function ofApps(context: Context, scenario: 'host' | 'corruption', options: DrOptions): Promise<Reply> {
  const { host, detach, reason } = options;
  const fleet = await context.fleet();
  const made = rehearsalPlan(fleet, host, scenario);
  context.screen.note(...made.warnings);
  if (options.plan)
    return drillPlans(context, made.apps, { corrupt: scenario === 'corruption' ? true : undefined });
  const runs = await context.runs();
  await runs.requireWorker();
  const request: DrillNightRequest = { rehearsal: { scenario, host }, by: context.by, reason };
  const apps = host ?? 'every host';
  const summary = `rehearsal: ${scenario === 'host' ? `${apps} is lost` : `data of ${apps} are damaged`}`;
  const run = await runs.start({
    workflow: 'nightlyDrill',
    id: runName(scenario === 'host' ? 'rehearsal' : 'rehearsal-corruption', host ?? 'hosts'),
    args: [request],
    summary,
  });
  context.screen.note(...startedLines(run));
  if (!detach) return follow(context, runs, run);
  return { json: { run }, lines: [`  watch: roost show ${run.workflowId} --follow`] };
}

/** One with a plan of its own. */
async function rehearse(
  context: Context,
  scenario: RehearseRequest['scenario'],
  options: DrOptions,
): Promise<Reply> {
  const { ageKey, password, expect, reason } = options;
  if (expect !== undefined) checkHash(expect);
  const fleet = await context.fleet();
  if (scenario === 'control') backupOf(fleet);
  else requireZone(fleet);
  const copies: OfflineCopies | undefined =
    scenario === 'control'
      ? { ageKey: readableFile(ageKey, '--age-key'), password: readableFile(password, '--password') }
      : undefined;
  const request: RehearseRequest = { scenario, copies, expect, by: context.by, reason };
  const command = [
    `roost drill dr --scenario ${scenario}`,
    ageKey && `--age-key ${ageKey}`,
    password && `--password ${password}`,
  ]
    .filter(Boolean)
    .join(' ');
  return runPlanned(
    context,
    {
      kind: 'rehearse',
      scope: { kind: 'fleet' },
      planner: 'planRehearse',
      command,
      request,
      what: scenario,
      again: ({ hash }: RehearsalPlan) => `${command} --expect ${hash}`,
    },
    options,
  );
}

/** On this machine, since the copies are here; what came of it is in the audit all the same. */
async function lostKeys(context: Context, copies: KeysOptions, { reason }: DrOptions): Promise<Reply> {
  const began = context.now();
  const reply = await keys(context, copies).catch((error: unknown) => {
    if (error instanceof Failed) return error;
    throw error;
  });
  const { json, report } =
    reply instanceof Failed
      ? { json: reply.reply.json, report: reply.report }
      : { json: reply.json, report: null };
  const results = json.keys as { problem: string | null }[];
  const rehearsal: RehearsalReport = {
    scenario: 'key',
    host: null,
    parts: results.length,
    proven: results.filter(({ problem }) => problem === null).length,
    wanted: null,
  };
  const audit = openAudit(auditFile(context.env), { info: () => {} });
  try {
    const now = context.now();
    audit.record({
      kind: 'run',
      at: now.toISOString(),
      who: context.by,
      what: 'rehearsal',
      app: null,
      host: null,
      origin: null,
      result: report ? 'failed' : 'succeeded',
      code: report?.code ?? null,
      workflowId: null,
      runId: null,
      startedAt: began.toISOString(),
      seconds: (now.getTime() - began.getTime()) / 1000,
      lockSeconds: null,
      details: {
        rehearsal,
        ...(report && { message: report.message }),
        ...(reason !== undefined && { reason }),
      },
    });
  } finally {
    audit.close();
  }
  if (reply instanceof Failed) throw reply;
  return reply;
}
