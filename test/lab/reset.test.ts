/**
 * Runs that are reset in Temporal's UI: from every step, while they
 * run, after they ended, after a decision.
 */
import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import { tryExec } from '../../lab';
import { commitOn, json } from '../../lab/commits';
import type { Progress, RunResult } from '../../src/protocol/run';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { adopted, openStage, pause, until, APP, type Stage, type World } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

/** Activities of a run that are no steps of its plan. */
const around = ['acquireLock', 'planDeploy', 'releaseLock', 'reportRun', 'writeStatus'];

/** Times that no other process of the host sleeps. */
const BUILDS = '4.25';
const SCRIPT = 6;

type Task = Parameters<
  Temporal['client']['workflowService']['resetWorkflowExecution']
>[0]['workflowTaskFinishEventId'];

/** A task to which a run can be reset, and the activity that it schedules first. */
interface Point {
  title: string;
  kind: string;
  task: Task;
}

interface RunId {
  workflowId: string;
  runId: string;
}

interface End {
  outcome: string;
  code: string | null;
  message: string;
}

describeOnLab('a reset', () => {
  let stage: Stage;
  let temporal: Temporal;
  let finished: RunId;

  beforeAll(async () => {
    stage = await openStage('reset');
    await adopted(stage);
    temporal = await connectClient({ env: stage.roost.env });
    for await (const { workflowId, runId } of temporal.client.workflow.list({
      query: "RoostWorkflow = 'deploy'",
    }))
      finished = { workflowId, runId };
  });
  afterAll(async () => {
    await temporal?.close();
    await stage?.close();
  });

  const handleOf = ({ workflowId, runId }: RunId) => temporal.client.workflow.getHandle(workflowId, runId);

  /** In the order of the history, undo steps too; without what lies around them. */
  async function stepsOf(run: RunId): Promise<Point[]> {
    return (await pointsOf(run)).filter(({ kind }) => !around.includes(kind));
  }

  async function pointsOf(run: RunId): Promise<Point[]> {
    const { events } = await handleOf(run).fetchHistory();
    let task: Task;
    return (events ?? []).flatMap((event) => {
      if (event.workflowTaskCompletedEventAttributes) task = event.eventId;
      const kind = event.activityTaskScheduledEventAttributes?.activityType?.name;
      const summary = Buffer.from(event.userMetadata?.summary?.data ?? []).toString();
      return kind ? [{ kind, title: JSON.parse(summary || '""') as string, task }] : [];
    });
  }

  async function reset({ workflowId, runId }: RunId, { task }: Point): Promise<RunId> {
    const answer = await temporal.client.workflowService.resetWorkflowExecution({
      namespace: temporal.namespace,
      workflowExecution: { workflowId, runId },
      reason: 'test',
      requestId: randomUUID(),
      workflowTaskFinishEventId: task,
    });
    return { workflowId, runId: answer.runId };
  }

  async function endOf(run: RunId): Promise<End> {
    try {
      const { outcome } = (await handleOf(run).result()) as RunResult;
      return { outcome, code: null, message: '' };
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      const { type, message, details } = error.cause as ApplicationFailure;
      return { outcome: (details?.[0] as RunResult | undefined)?.outcome ?? '', code: type ?? '', message };
    }
  }

  const progressOf = (run: RunId): Promise<Progress> => handleOf(run).query<Progress>('progress');
  const waiting = async (run: RunId) => (await progressOf(run)).waiting;
  const isScheduled = async (run: RunId, kind: string) =>
    (await stepsOf(run)).some((point) => point.kind === kind);
  const scriptsOf = (version: string) =>
    stage.on(`grep -c ' ${version}$' ${APP}/data/postdeploy.log || :`).then(Number);

  async function latest(workflowId: string): Promise<RunId> {
    const { runId } = await temporal.client.workflow.getHandle(workflowId).describe();
    return { workflowId, runId };
  }

  /** Every step's answer, after which the world must be as before. */
  async function fromEveryStep(run: RunId, before: World): Promise<Record<string, string>> {
    const answers: Record<string, string> = {};
    for (const point of await stepsOf(run)) {
      const { outcome, code, message } = await endOf(await reset(run, point));
      answers[point.title] = `${outcome} ${code}`;
      expect(message).toMatch(/hint: .*[Ss]tart a new run/);
      expect(await stage.world()).toEqual(before);
    }
    return answers;
  }

  it('of a finished run is stale, whichever step it begins with', async () => {
    const before = await stage.world();
    const answers = await fromEveryStep(finished, before);
    expect(Object.keys(answers).length).toBeGreaterThan(7);
    expect(new Set(Object.values(answers))).toEqual(new Set(['refused StalePlan']));
  });

  it('of an undone run is refused by the guard', async () => {
    stage.fleet({ 'apps.phone.settle': '8s' });
    const undone = await stage.deploy('crash-after-5s', '--strategy', 'recreate');
    expect(undone).toMatchObject({ error: { code: 'Unhealthy' } });
    const before = await stage.world();
    const answers = await fromEveryStep(undone.run!, before);
    // Forward: stage, build, script, flag, stop, start, flag, verify; back: flag, start, flag, remove.
    expect(Object.keys(answers).length).toBeGreaterThan(10);
    expect(new Set(Object.values(answers))).toEqual(new Set(['refused OperationClosed']));
  });

  it('of a running run, from before each of its steps: one job at a time, no script twice unasked', async () => {
    stage.fleet({ 'decide.wait': '60s', 'apps.phone.proxy.drain': '4s', 'apps.phone.settle': '3s' });
    commitOn(stage.lab, (await stage.world()).serves!.commit, 'reset-running', {
      'build-seconds': () => `${BUILDS} reset\n`,
      'app.json': json((app) => ({ ...app, version: '1.4.0' })),
      'knobs.json': json((knobs) => ({ ...knobs, postdeploySeconds: SCRIPT })),
    });
    const workflowId = await stage.begin('reset-running');
    const samples = sample();
    let run = await latest(workflowId);
    const kinds = [
      'stageRelease',
      'buildImages',
      'runScript',
      'startSlot',
      'switchSlot',
      'verifyRelease',
      'commitRelease',
      'removeSlot',
    ];
    for (const kind of kinds) {
      await until(`${kind} begins`, () => isScheduled(run, kind));
      if (kind === 'buildImages') {
        await until('the build runs', async () => (await samples.now()).builds > 0);
        const unlock = (await pointsOf(finished)).find((point) => point.kind === 'releaseLock')!;
        expect(await endOf(await reset(finished, unlock))).toMatchObject({ outcome: 'succeeded' });
        expect((await samples.now()).builds).toBe(1);
      }
      if (kind === 'runScript') await until('the script runs', async () => (await scriptsOf('1.4.0')) === 1);
      run = await reset(
        run,
        (await stepsOf(run)).find((point) => point.kind === kind)!,
      );
      if (kind === 'runScript') {
        await until('the reset run asks', async () => (await waiting(run)) !== null);
        expect(await waiting(run)).toMatchObject({ failure: { code: 'OutcomeUnknown' }, default: 'undo' });
        expect(await scriptsOf('1.4.0')).toBe(1);
        expect((await stage.roost.run(['decide', workflowId, 'retry'])).code).toBe(0);
      }
    }
    expect(await endOf(run)).toEqual({ outcome: 'succeeded', code: null, message: '' });
    const most = await samples.end();
    expect(most).toEqual({ jobs: 1, scripts: 1, builds: 1 });
    expect(await scriptsOf('1.4.0')).toBe(2);
    expect(await stage.world()).toMatchObject({
      serves: { version: '1.4.0' },
      lock: false,
      jobs: 0,
      oneOffs: [],
      flags: [expect.stringMatching(/^live\/phone\.(blue|green)$/)],
    });
  });

  it('of a decided run asks again; without an answer it is undone', async () => {
    stage.fleet({ 'decide.wait': '12s', 'apps.phone.settle': '20s' });
    const before = await stage.world();
    commitOn(stage.lab, before.serves!.commit, 'reset-decided', {
      'app.json': json((app) => ({ ...app, version: '1.5.0' })),
      'knobs.json': json((knobs) => ({ ...knobs, postdeploySeconds: SCRIPT })),
    });
    const workflowId = await stage.begin('reset-decided');
    const run = await latest(workflowId);
    await until('the script runs', async () => (await scriptsOf('1.5.0')) === 1);
    await stage.on(`docker kill $(docker ps -q --filter label=roost.operation)`);
    await until('the run asks', async () => (await waiting(run)) !== null);
    const former = await waiting(run);
    expect(former).toMatchObject({ failure: { code: 'OutcomeUnknown' } });
    expect((await stage.roost.run(['decide', workflowId, 'skip'])).code).toBe(0);
    await until('it goes on', () => isScheduled(run, 'verifyRelease'));

    const again = await reset(
      run,
      (await stepsOf(run)).find((point) => point.kind === 'runScript')!,
    );
    await until('the reset run asks', async () => (await waiting(again)) !== null);
    expect((await waiting(again))!.id).not.toBe(former!.id);
    expect(await endOf(again)).toMatchObject({ outcome: 'undone', code: 'OutcomeUnknown' });
    expect(await scriptsOf('1.5.0')).toBe(1);
    expect(await stage.world()).toEqual({ ...before, containers: expect.any(Array) });
  });

  it('of a run that has migrated the data keeps the dump from before', async () => {
    stage.fleet({ 'apps.phone.settle': '60s' });
    await stage.sql("insert into voicemails (caller, note) values ('before', 'kept')");
    const before = await stage.world();
    commitOn(stage.lab, before.serves!.commit, 'reset-breaking', {
      'build-seconds': () => '0\n',
      'app.json': json((app) => ({ ...app, version: '2.1.0', migration: 'breaking' })),
      'knobs.json': json((knobs) => ({ ...knobs, postdeploySeconds: 0 })),
      'migrations/010-drop-note.sql': () => 'alter table voicemails drop column note;\n',
    });
    const workflowId = await stage.begin('reset-breaking');
    const run = await latest(workflowId);
    await until('the new release serves', () => isScheduled(run, 'verifyRelease'), 120_000);
    const again = await reset(
      run,
      (await stepsOf(run)).find((point) => point.kind === 'dumpData')!,
    );
    await until('the new release serves again', () => isScheduled(again, 'verifyRelease'), 120_000);
    expect((await stage.roost.run(['cancel', workflowId])).code).toBe(0);
    await handleOf(again)
      .result()
      .catch(() => undefined);
    expect(await scriptsOf('2.1.0')).toBe(1);
    expect(await stage.world()).toEqual({ ...before, containers: expect.any(Array) });
    expect(await stage.sql('select note from voicemails')).toBe('kept');
  });

  /** Counts what runs for the app, about five times a second, until told to end. */
  function sample(): { now(): Promise<Counts>; end(): Promise<Counts> } {
    const most: Counts = { jobs: 0, scripts: 0, builds: 0 };
    let on = true;
    const now = async (): Promise<Counts> => {
      const { stdout } = await tryExec(stage.host, ['sh', '-c', COUNT, 'count', BUILDS], { user: 'root' });
      const [jobs = 0, scripts = 0, builds = 0] = stdout.trim().split(' ').map(Number);
      return { jobs, scripts, builds };
    };
    const looping = (async () => {
      while (on) {
        const counts = await now();
        for (const key of Object.keys(most) as (keyof Counts)[]) most[key] = Math.max(most[key], counts[key]);
        await pause(150);
      }
    })();
    return {
      now,
      async end() {
        on = false;
        await looping;
        return most;
      },
    };
  }
});

interface Counts {
  jobs: number;
  scripts: number;
  /** Processes of a build itself, in a container of its own. */
  builds: number;
}

const COUNT = `
jobs=$(grep -hzo '^ROOST_JOB_DIR=.*' /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | sort -u | grep -c .)
scripts=$(docker ps -q --filter label=roost.operation | grep -c .)
builds=$(ps -eo args | grep -c "^sleep $1\\$")
echo "$jobs $scripts $builds"`;
