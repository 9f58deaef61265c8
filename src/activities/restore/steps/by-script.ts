/**
 * The app's own restore script, on the host in the source folder, as its backup script runs. It changes what
 * is live: before it, all that stands under `data` is kept, as before a breaking migration, and that is the
 * way back. `state.sh` has the words by which each attempt knows how far another has come.
 */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { lastLine, lastLines } from '../../../lib/output-tail';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import { drillPaths } from '../../../plan/names';
import { restorePaths } from '../../../plan/restore/names';
import type { CopySource } from '../../../protocol/data';
import type { RestoreStepArgs, ScriptItem } from '../../../protocol/steps/restore';
import { fencedJob } from '../../app/job';
import type { StepSite } from '../../app/site';
import { keep, keptName, putBack } from '../../data';
import { scriptFolder, stateProgram } from '../../data/script/restore';
import type { StepAnswer } from '../../declare';
import { startData } from '../../release/steps/data/services';
import { withoutUsers } from '../../release/steps/data/users';
import { stopAgain } from '../../release/steps/stop';

const bring = shellScript(__dirname, '../../data/script/bring');

type State = '' | 'bringing' | 'restored' | 'returning' | 'former';
type Slot = 'former' | 'restored';

/**
 * `former` before the script, `restored` before the way back. Errors: `DumpFailed`, `DiskFull`, those of
 * copies.
 */
export async function keepForScript(
  site: StepSite,
  { item, of, way, except }: RestoreStepArgs['keepForScript'],
): Promise<StepAnswer> {
  const before = await stopAgain(site, except);
  const state = await stateOf(site, item, of);
  const isWhole = way === 'in' ? state === '' || state === 'former' : state === 'restored';
  // Of an attempt that was ended in the middle of a change there is nothing to keep but half of it.
  if (!isWhole) return { note: 'nothing to keep', warnings: before.warnings };
  const slot: Slot = way === 'in' ? 'former' : 'restored';
  const folder = posix.join(scriptFolder(site.paths.restores, of), `${slot}.new`);
  await site.change([...program(site, item, of, 'begin', slot), site.context.operation]);
  await startServices(site, except);
  const notes: string[] = [];
  const each = async (all: CopySource[]): Promise<void> => {
    for (const source of all) notes.push(await keep(site, source, posix.join(folder, keptName(source))));
  };
  await each(served(item));
  await still(site, item, except, () => each(files(item)));
  const after = await stopAgain(site, except);
  if (after.lastStart !== before.lastStart) {
    await site.change(['rm', '-rf', '--', folder]);
    throw new RoostError(
      'DumpFailed',
      `A container of ${site.app.name} was started while its data were kept: what it wrote may be missing.`,
      { app: site.app.name },
      { afterRestart: 'keep' },
    );
  }
  await note(site, item, of, 'whole', slot);
  return { note: `kept ${notes.length} sources`, warnings: before.warnings };
}

/**
 * Runs the script, or after a way back puts back what it had brought. Errors: `ScriptFailed`, `SwapFailed`,
 * those of `putBack`.
 */
export async function bringByScript(
  site: StepSite,
  item: ScriptItem,
  of: string,
  except: string[],
): Promise<string> {
  if ((await stateOf(site, item, of)) === 'restored') return 'as the script has left them';
  const isAgain = await isThere(site, item, of, 'restored');
  if (!isAgain && item.keeps.length > 0 && !(await isThere(site, item, of, 'former')))
    throw new RoostError('SwapFailed', `Nothing of ${site.app.name} is kept: its script is not run.`, {
      app: site.app.name,
    });
  await note(site, item, of, 'set', 'bringing');
  await startServices(site, except);
  const said = isAgain ? await putAllBack(site, item, of, 'restored', except) : await run(site, item, of);
  await stopAgain(site, except);
  await note(site, item, of, 'set', 'restored');
  return said;
}

/** Puts back what was kept before the script. Errors: `SwapFailed`, those of `putBack`. */
export async function putBackBefore(
  site: StepSite,
  item: ScriptItem,
  of: string,
  except: string[],
): Promise<string> {
  const state = await stateOf(site, item, of);
  if (state === '' || state === 'former') return 'as before';
  if (!(await isThere(site, item, of, 'former')))
    throw new RoostError(
      'SwapFailed',
      sentences(
        `Nothing was kept before the restore script of ${site.app.name} changed its data:`,
        'they are as it left them.',
        'Repair what it said and restore again.',
      ),
      { app: site.app.name },
    );
  await note(site, item, of, 'set', 'returning');
  await startServices(site, except);
  const said = await putAllBack(site, item, of, 'former', except);
  await note(site, item, of, 'set', 'former');
  return said;
}

async function run(site: StepSite, item: ScriptItem, of: string): Promise<string> {
  const { app, scope, context, paths } = site;
  const drill = scope.drill && drillPaths(paths.roost, context.operation).compose;
  const env: Record<string, string> = {
    ROOST_RESTORE_FROM: restorePaths(paths.restores, of).sentAs(item),
    COMPOSE_PROJECT_NAME: scope.project,
  };
  // Whatever it asks Compose to do is done to the drill.
  if (drill) Object.assign(env, { ROOST_DRILL: '1', COMPOSE_FILE: drill, COMPOSE_ENV_FILES: '/dev/null' });
  const { code, tail } = await fencedJob(site, bring(item.command), {
    cwd: site.source,
    env,
    part: 'script',
  });
  if (code === 0) return lastLine(tail);
  throw new RoostError(
    'ScriptFailed',
    `The restore script of ${app.name} ended with code ${code}${lastLines(tail, 20) ? `:\n${lastLines(tail, 20)}` : ' and said nothing.'}`,
    { step: context.step, code },
  );
}

async function putAllBack(
  site: StepSite,
  item: ScriptItem,
  of: string,
  slot: Slot,
  except: string[],
): Promise<string> {
  const folder = posix.join(scriptFolder(site.paths.restores, of), slot);
  const each = async (all: CopySource[]): Promise<void> => {
    for (const source of all) await putBack(site, source, posix.join(folder, keptName(source)));
  };
  await each(served(item));
  await still(site, item, except, () => each(files(item)));
  return `the ${slot} data are back`;
}

/** What a running server dumps and loads. */
const isServed = ({ kind }: CopySource): boolean =>
  kind === 'postgres' || kind === 'mariadb' || kind === 'redis';
const served = ({ keeps }: ScriptItem): CopySource[] => keeps.filter(isServed);
const files = ({ keeps }: ScriptItem): CopySource[] => keeps.filter((one) => !isServed(one));

const dataOf = ({ context }: StepSite, dataServices: string[]) => ({
  release: context.expect > 0 ? context.expect : null,
  dataServices,
});

async function still(
  site: StepSite,
  item: ScriptItem,
  except: string[],
  work: () => Promise<void>,
): Promise<void> {
  const all = files(item);
  if (all.length > 0) await withoutUsers(site, all, dataOf(site, except), work);
}

/** A drill has started its own. */
async function startServices(site: StepSite, except: string[]): Promise<void> {
  if (!site.scope.drill) await startData(site, dataOf(site, except));
}

const program = (site: StepSite, item: ScriptItem, of: string, verb: string, word = ''): string[] =>
  stateProgram(
    verb,
    scriptFolder(site.paths.restores, of),
    restorePaths(site.paths.restores, of).sentAs(item),
    word,
  );

const stateOf = async (site: StepSite, item: ScriptItem, of: string): Promise<State> =>
  (await site.read(program(site, item, of, 'read'))).stdout.trim() as State;

const isThere = async (site: StepSite, item: ScriptItem, of: string, slot: Slot): Promise<boolean> =>
  (await site.read(program(site, item, of, 'is-kept', slot))).stdout.trim() === 'yes';

const note = (
  site: StepSite,
  item: ScriptItem,
  of: string,
  verb: 'set' | 'whole',
  word: State,
): Promise<unknown> => site.change(program(site, item, of, verb, word));
