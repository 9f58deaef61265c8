/** What is right and wrong with an app. Pure. */
import { checkContract, hostObstacles } from '../../fleet/contract';
import type { AppConfig, HostConfig } from '../../fleet/file';
import { short } from '../../plan/short';
import type { AppFacts } from './app-facts';
import { healthFinding } from './health';
import { fail, ok, unknown, warn, type Finding } from './types';

export function appFindings(
  app: AppConfig,
  host: HostConfig,
  facts: AppFacts,
  compose: string | null,
): Finding[] {
  return [
    folder(app, facts),
    repository(app, facts),
    ...transport(app),
    ...('commit' in facts.head
      ? contract(app, host, facts, compose)
      : [unknown('contract', 'not asked: the repository cannot be read')]),
    healthFinding(app, facts),
  ];
}

function folder(app: AppConfig, { folder }: AppFacts): Finding {
  return folder === null
    ? ok('folder', `${app.directory} can be written to`)
    : fail(
        'folder',
        `${folder} is not writable`,
        `on the host: mkdir -p ${app.directory}, owned by the SSH user`,
      );
}

function repository(app: AppConfig, { head }: AppFacts): Finding {
  if ('commit' in head) return ok('repository', `${app.branch} is at ${short(head.commit)}`);
  return fail(
    'repository',
    `the host cannot read ${app.branch} of ${app.repository}: ${head.failure}`,
    'give the host a deploy key, and see repository and branch in the fleet file',
  );
}

/** A transport that proves neither who answers nor what is sent. */
function transport({ repository }: AppConfig): Finding[] {
  const [scheme] = /^(http|git):\/\//.exec(repository) ?? [];
  if (scheme === undefined) return [];
  return [
    warn(
      'transport',
      `${scheme} lets anyone on the network path choose the code that is deployed`,
      'use https:// or SSH under repository in the fleet file',
    ),
  ];
}

function contract(app: AppConfig, host: HostConfig, { files }: AppFacts, compose: string | null): Finding[] {
  const { problems, rollingObstacles, facts } = checkContract({ app, files });
  const version = facts?.version ? `version ${facts.version}, ` : '';
  const wrong = problems.map(({ file, field, message }) =>
    fail('contract', `${file}${field ? ` ${field}` : ''}`, message),
  );
  return [
    ...(wrong.length > 0 ? wrong : [ok('contract', `${version}migration ${facts?.migration ?? 'unknown'}`)]),
    rolling(app, [...hostObstacles(host, compose), ...rollingObstacles]),
  ];
}

/** Only who insists on `rolling` is stopped by an obstacle; `auto` falls back. */
function rolling(app: AppConfig, obstacles: string[]): Finding {
  if (app.strategy === 'recreate') return ok('strategy', 'recreate, as the fleet file says');
  if (obstacles.length === 0) return ok('strategy', 'rolling: no request is lost');
  const why = obstacles.join('; ');
  return app.strategy === 'rolling'
    ? fail('strategy', 'rolling is not possible', why)
    : ok('strategy', `recreate; against rolling: ${why}`);
}
