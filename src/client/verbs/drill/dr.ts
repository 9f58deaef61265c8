import { auditFile, openAudit } from '../../../audit';
import { RoostError } from '../../../errors';
import { rehearsalPlan } from '../../../plan/drill/rehearsal';
import type { DrillNightRequest } from '../../../protocol/requests';
import type { RehearsalReport } from '../../../protocol/steps/drill';
import { runName, type Context } from '../../command/context';
import { Failed, type Reply } from '../../command/reply';
import { follow } from '../../runs/follow';
import { startedLines } from '../../runs/planned';
import { keys, type KeysOptions } from './keys';

export const scenarios = ['host', 'key'] as const;

interface DrOptions extends Partial<KeysOptions> {
  scenario: (typeof scenarios)[number];
  host?: string;
  detach?: boolean;
  reason?: string;
}

export async function dr(context: Context, options: DrOptions): Promise<Reply> {
  const { scenario, host, ageKey, password, secondPassword } = options;
  if (scenario === 'host') {
    if (ageKey ?? password ?? secondPassword)
      throw new RoostError('BadRequest', 'Copies of keys belong to --scenario key', { option: '--age-key' });
    return lostHost(context, options);
  }
  if (host !== undefined)
    throw new RoostError('BadRequest', '--host belongs to --scenario host', { option: '--host' });
  if (ageKey === undefined || password === undefined)
    throw new RoostError(
      'BadRequest',
      '--scenario key needs --age-key and --password: the copies that are kept elsewhere',
      {
        option: '--age-key',
      },
    );
  return lostKeys(context, { ageKey, password, secondPassword }, options);
}

/** A run, so that it goes on by itself; its own activity refuses again what is refused here. */
async function lostHost(context: Context, { host, detach, reason }: DrOptions): Promise<Reply> {
  const plan = rehearsalPlan(await context.fleet(), host);
  context.screen.note(...plan.warnings);
  const runs = await context.runs();
  await runs.requireWorker();
  const request: DrillNightRequest = { rehearsal: { scenario: 'host', host }, by: context.by, reason };
  const summary = `rehearsal: ${host ?? 'every host'} is lost`;
  const run = await runs.start({
    workflow: 'nightlyDrill',
    id: runName('rehearsal', host ?? 'hosts'),
    args: [request],
    summary,
  });
  context.screen.note(...startedLines(run));
  if (!detach) return follow(context, runs, run);
  return { json: { run }, lines: [`  watch: roost show ${run.workflowId} --follow`] };
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
