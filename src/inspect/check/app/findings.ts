/** What is right and wrong with an app. Pure. */
import { posix } from 'node:path';
import { checkContract, hostObstacles } from '../../../fleet/contract';
import type { ComposeReading as Shown } from '../../../fleet/contract/types';
import type { AppConfig, HostConfig } from '../../../fleet/file';
import { partProblems } from '../../../host/commands/git-parts';
import { refusalOf, type ComposeReading } from '../../../host/model/compose-model';
import { short } from '../../../plan/short';
import { proxyFindings, slotsMissing, type ProxyFacts } from '../proxy';
import { fail, ok, unknown, warn, type Finding } from '../types';
import { contextFindings } from './build-context';
import type { AppFacts } from './facts';
import { healthFinding } from './health';
import { restoreFindings } from './restore-script';

/** What its host has reported: version of Docker Compose, and the proxy. */
interface OfHost {
  compose: string | null;
  behind?: ProxyFacts | null;
}

export function appFindings(
  app: AppConfig,
  host: HostConfig,
  facts: AppFacts,
  { compose, behind = null }: OfHost,
  scrub: (text: string) => string = (text) => text,
): Finding[] {
  return [
    folder(app, facts),
    repository(app, facts),
    ...partProblems(facts.parts ?? []).map(({ path, message }) => {
      const [what = '', ...remedy] = message.split('. ');
      return fail('checkout', `${path} ${scrub(what)}`, remedy.join('. '));
    }),
    ...transport(app),
    ...('commit' in facts.head
      ? contract(app, host, facts, { compose, behind }, scrub)
      : [unknown('contract', 'not asked: the repository cannot be read')]),
    ...proxyFindings(app, host, behind),
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
  if (/couldn't find remote ref/i.test(head.failure))
    return fail(
      'repository',
      `${app.repository} has no branch ${app.branch}`,
      `write the branch under apps.${app.name}.branch in the fleet file; was it renamed or deleted?`,
    );
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

function contract(
  app: AppConfig,
  host: HostConfig,
  { files, ignores, reading: read }: AppFacts,
  { compose, behind = null }: OfHost,
  scrub: (text: string) => string,
): Finding[] {
  const reading = read && compose !== null ? shown(app, read, scrub) : undefined;
  const { problems, rollingObstacles, facts } = checkContract({ app, files, reading });
  const version = facts?.version ? `version ${facts.version}, ` : '';
  const wrong = problems.map(({ file, field, message }) =>
    fail('contract', `${file}${field ? ` ${field}` : ''}`, message),
  );
  const checked =
    wrong.length > 0 ? wrong : [ok('contract', `${version}migration ${facts?.migration ?? 'unknown'}`)];
  return [
    ...checked,
    ...(facts ? restoreFindings(app, facts.scripts, files) : []),
    ...(reading?.warnings ?? []).map((warning) =>
      warn(
        'compose',
        `Docker Compose warns: ${warning}`,
        'set it in the .env file or under secrets, or write a default',
      ),
    ),
    ...(read?.model ? contextFindings(app, read.model, ignores) : []),
    rolling(app, [...hostObstacles(host, compose), ...slotsMissing(app, host, behind), ...rollingObstacles]),
  ];
}

/** Undefined: Docker Compose has said nothing at all. */
function shown(app: AppConfig, read: ComposeReading, scrub: (text: string) => string): Shown | undefined {
  if (!read.model && read.files.length > 0 && read.refusal === '') return undefined;
  const source = posix.join(app.directory, app.source);
  return {
    files: read.files,
    model: read.model,
    refusal: refusalOf(read, { app, host: { scrub }, source }),
    warnings: read.warnings.map(scrub),
    imageHasCheck: null,
  };
}

/** Only who insists on `rolling` is stopped by an obstacle; `auto` falls back. */
function rolling(app: AppConfig, obstacles: string[]): Finding {
  if (app.strategy === 'recreate') return ok('strategy', 'recreate, as the fleet file says');
  if (obstacles.length === 0) return ok('strategy', 'rolling: no request is lost');
  // Who has not asked for it need not read a list of what forbids it.
  if (app.strategy === 'auto' && app.proxy.switch === 'none')
    return ok('strategy', 'recreate: some seconds without an answer (rolling: docs/proxy.md)');
  const why = obstacles.join('; ');
  return app.strategy === 'rolling'
    ? fail('strategy', 'rolling is not possible', why)
    : ok('strategy', `recreate; against rolling: ${why}`);
}
