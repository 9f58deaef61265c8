import { randomUUID } from 'node:crypto';
import { RoostError, reportOf, type ErrorReport } from '../../../errors';
import type { Fleet, NotifyTarget } from '../../../fleet/file';
import { createRedactor } from '../../../host/redact';
import { plural } from '../../../lib/units';
import { send } from '../../../notify';
import type { RunEvent } from '../../../protocol/reports/notification';
import { controlSecrets, secretOf } from '../../../secrets/control';
import { findTool } from '../../../tools';
import type { Context } from '../../command/context';
import { Failed, type Reply } from '../../command/reply';
import { pairs } from '../../output/text';
import type { Define } from '../types';

export const defineNotify: Define = (program, act) => {
  const notify = program.command('notify').description('test the notification targets');
  notify
    .command('test')
    .description('send a message from this machine to one target, or to all')
    .argument('[target]', 'name of the target in the fleet file')
    .action(act(test));
};

interface Answer {
  target: string;
  kind: NotifyTarget['kind'];
  ok: boolean;
  error: ErrorReport | null;
}

async function test(context: Context, name?: string): Promise<Reply> {
  const fleet = await context.fleet();
  const targets = chosen(fleet, name);
  if (targets.length === 0)
    return {
      json: { targets: [] },
      lines: ['The fleet file has no notification targets; add a section notify.'],
    };
  const redactor = createRedactor();
  const sops = () => findTool('sops', { env: context.env, log: (line) => context.screen.note(line) });
  const secrets = controlSecrets({ sops, learn: (value) => redactor.add(value) });
  const sendTo = async (target: NotifyTarget): Promise<Answer> => {
    const { name, kind } = target;
    try {
      await send(target, testEvent(context, fleet), async (secret) =>
        secretOf(await secrets(fleet.secrets))(secret),
      );
      return { target: name, kind, ok: true, error: null };
    } catch (error) {
      const report = reportOf(error);
      return { target: name, kind, ok: false, error: { ...report, message: redactor.scrub(report.message) } };
    }
  };
  return replyOf(await Promise.all(targets.map(sendTo)), context);
}

function chosen({ notify }: Fleet, name: string | undefined): NotifyTarget[] {
  if (name === undefined) return Object.values(notify);
  if (Object.hasOwn(notify, name)) return [notify[name]!];
  const names = Object.keys(notify).join(', ');
  throw new RoostError(
    'UnknownTarget',
    `There is no notification target ${name}${names ? `; there are ${names}` : ''}`,
    { target: name },
  );
}

function replyOf(answers: Answer[], { screen }: Context): Reply {
  const { paint } = screen.theme;
  const lines = pairs(
    answers.map(({ target, error }) => [
      target,
      error ? paint.red(`${error.code}: ${error.message}`) : paint.green('sent'),
    ]),
  );
  const failed = answers.flatMap(({ error }) => error ?? []);
  const reply: Reply = { json: { targets: answers }, lines };
  if (failed.length === 0) return reply;
  const [first] = failed as [ErrorReport];
  const message =
    failed.length === 1
      ? first.message
      : `${plural(failed.length, 'target')} of ${answers.length} received no message`;
  throw new Failed(
    { ...first, message },
    { ...reply, lines: [...lines, `${paint.bold('What to do:')} ${first.hint}`] },
  );
}

const testEvent = ({ by, now }: Context, fleet: Fleet): RunEvent => ({
  event: 'test',
  fleet: fleet.name,
  app: '',
  host: null,
  workflow: 'test',
  workflowId: 'test',
  runId: randomUUID(),
  url: null,
  result: 'test',
  step: null,
  failure: null,
  question: null,
  release: null,
  by,
  at: now().toISOString(),
});
