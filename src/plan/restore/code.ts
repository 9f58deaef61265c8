/** Whether the serving release can read the data of a snapshot: pure. Errors: `ReleaseMismatch`. */
import { RoostError } from '../../errors';
import { dataServicesOf } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import { HOUR } from '../../lib/time';
import type { Ask, Step } from '../../protocol/steps/step';
import { short } from '../short';
import { isDump } from './dumps';
import type { RestoreWorld } from './world';

export interface CodeFit {
  /** What runs on the restored data before the app starts, or after. */
  script: string | null;
  warnings: string[];
}

const nothing: CodeFit = { script: null, warnings: [] };

/** What has to be done for the data to fit the code. */
export function codeFit(world: RestoreWorld): CodeFit {
  const { app, commit, snapshot, into, selection, code } = world;
  const hasDatabase = selection.items.some(
    (item) => isDump(item) || item.kind === 'sqlite' || item.kind === 'script',
  );
  if (into !== 'live' || !hasDatabase) return nothing;
  if (!snapshot.commit)
    return { ...nothing, warnings: ['The snapshot does not say which release it was taken of.'] };
  if (!commit || snapshot.commit === commit) return nothing;
  const [then, now] = [short(snapshot.commit), short(commit)];
  if (!code || code.relation === 'unknown')
    return {
      ...nothing,
      warnings: [`The data are of ${then}, and ${now} serves: what is between is not known.`],
    };
  const { migration, leftMigration, script } = code;
  if (leftMigration === 'breaking')
    throw mismatch(
      app,
      sentences(
        `The data are of ${then}, whose breaking migration the serving ${now} has not:`,
        'its code cannot read them.',
      ),
      snapshot.commit,
    );
  if (migration === 'breaking' && !mayRun(world, script))
    throw mismatch(
      app,
      sentences(
        `A breaking migration is between ${then}, of which the data are,`,
        `and the serving ${now}, and there is no script that could run it again.`,
      ),
      snapshot.commit,
    );
  const warnings =
    leftMigration === 'safe'
      ? [`The data are of ${then}: they keep what its safe migrations have added.`]
      : [];
  if (migration === 'none') return { script: null, warnings };
  if (mayRun(world, script)) return { script, warnings };
  return {
    script: null,
    warnings: [...warnings, `A ${migration} migration is between ${then} and ${now}: run it by hand.`],
  };
}

/** In a container of a release that roost has made, or on the host. */
const mayRun = ({ app, expects }: RestoreWorld, script: string | null): boolean =>
  script !== null && (expects > 0 || app.postdeploy === 'on host');

const mismatch = (app: AppConfig, why: string, commit: string): RoostError =>
  new RoostError(
    'ReleaseMismatch',
    sentences(
      `${why}\nEither bring that release into service first`,
      `(roost deploy ${app.name} --ref ${short(commit)},`,
      'or roost rollback), then restore; or restore a snapshot of the serving release.',
      'With --into scratch the data come beside the live ones.',
    ),
    { app: app.name, commit },
  );

const ASK: Ask = {
  default: 'undo',
  prompt: sentences(
    'The app is stopped and the restored data are in place.',
    'retry runs the script again; skip takes it for done;',
    'undo gives the former data their place back and starts the app; abort ends the run as things stand.',
  ),
};

export function scriptStep({ app, expects }: RestoreWorld, command: string): Step {
  const on = app.postdeploy === 'on host' ? 'host' : 'container';
  return {
    id: 'postdeploy',
    title: `Run postdeploy of the serving release on the restored data: ${command}`,
    call: {
      run: 'runScript',
      args: {
        name: 'postdeploy',
        command,
        on,
        release: expects,
        service: app.service,
        dataServices: dataServicesOf(app),
        stopped: true,
      },
    },
    retry: 'long',
    limit: (2 * HOUR) / 1000,
    onFailure: 'undo',
    once: true,
    ask: ASK,
  };
}
