/** Runs that are under way: waiting for a moment in them, and striking at it. */
import { readJson } from '../../src/lib/files/json-file';
import { stateFiles } from '../../src/lib/files/state';
import type { RunView } from '../../src/temporal/runs/types';
import { answerOf, APP, untilOn, type DeployAnswer, type Stage } from './stage';

export type Moment = 'build' | 'start' | 'postdeploy';

/** As Temporal has it now; null while it has no answer. */
export const view = (stage: Stage, run: string): Promise<RunView | null> =>
  stage.ask((runs) => runs.describe(run)).catch(() => null);

/** The run's answer when it has ended. */
export const end = async (stage: Stage, run: string): Promise<DeployAnswer> =>
  answerOf(await stage.roost.run(['show', run, '--follow', '--json']));

/**
 * What there is on the host to see while the step works: the build's
 * job, the unready container, the script's.
 */
const signs: Record<Moment, string> = {
  build: `ls ${APP}/.roost/jobs/*/job`,
  start:
    'docker ps -q --filter label=com.docker.compose.service=app --filter label=com.docker.compose.oneoff=False --filter health=starting | grep .',
  postdeploy: 'docker ps -q --filter label=roost.operation | grep .',
};

/** Returns in the middle of that step of the only run that is under way. */
export async function during(stage: Stage, moment: Moment): Promise<void> {
  await untilOn(stage.host, `something in ${moment}`, signs[moment], 120_000);
}

/** Signals the stage's own worker or Temporal. */
export function signal(stage: Stage, which: 'worker' | 'server', name: NodeJS.Signals): number {
  const files = stateFiles(stage.roost.env);
  const { pid } = readJson<{ pid: number }>(which === 'worker' ? files.workerPid : files.serverPid) ?? {};
  if (!pid) throw new Error(`no pid of the ${which} in ${files.folder}`);
  process.kill(pid, name);
  return pid;
}

export async function up(stage: Stage): Promise<void> {
  const { code, stdout, stderr } = await stage.roost.run(['up']);
  if (code !== 0) throw new Error(stderr || stdout);
}
