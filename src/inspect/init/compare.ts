/** What has changed on hosts since the fleet file was written. Pure. */
import type { AppConfig, Fleet } from '../../fleet/file';
import type { StackProject } from '../../host/stacks';
import { keptBy } from './settle';
import type { DraftApp, FoundHost } from './types';
import { leftMark } from './write';

export interface Change {
  app: string;
  says: string;
  /** What adds it to the file; absent: only a person can. */
  edit?: { path: string[]; value: string | string[] };
}

export interface Difference {
  hosts: FoundHost[];
  added: DraftApp[];
  vanished: { app: string; says: string }[];
  changed: Change[];
}

interface Written {
  fleet: Fleet;
  text: string;
}

/** `drafts`: of all that was found now. */
export function compare({ fleet, text }: Written, hosts: FoundHost[], drafts: DraftApp[]): Difference {
  const found = drafts.map((draft) => ({ draft, app: writtenAs(draft, fleet) }));
  const matched = new Set(found.flatMap(({ app }) => app?.name ?? []));
  const names = hosts.map(({ name }) => name);
  return {
    hosts: hosts.filter(({ name }) => !Object.hasOwn(fleet.hosts, name)),
    added: found.flatMap(({ draft, app }) => (app || isLeft(draft, text) ? [] : [draft])),
    vanished: Object.values(fleet.apps)
      .filter(({ name, host }) => names.includes(host) && !matched.has(name))
      .map(({ name, directory, host }) => ({
        app: name,
        says: `nothing of it is on ${host}, running or stopped (${directory})`,
      })),
    changed: found.flatMap(({ draft, app }) => {
      const project =
        app &&
        hosts
          .find(({ name }) => name === app.host)
          ?.stacks.projects.find(({ name }) => name === draft.project);
      return app && project ? changesOf(app, draft, project) : [];
    }),
  };
}

/** A project that is in the file as a comment only; one that could be an app by now is new. */
const isLeft = (draft: DraftApp, text: string): boolean =>
  draft.left !== undefined && text.includes(leftMark(draft));

const writtenAs = (draft: DraftApp, fleet: Fleet): AppConfig | undefined =>
  Object.values(fleet.apps).find(
    ({ host, directory, project, projectGiven }) =>
      host === draft.host &&
      (directory === draft.fields.directory || (projectGiven && project === draft.project)),
  );

function changesOf(app: AppConfig, { fields }: DraftApp, project: StackProject): Change[] {
  const changes: Change[] = [];
  const at = (...path: string[]): string[] => ['apps', app.name, ...path];
  const say = (says: string, edit?: Change['edit']): void => void changes.push({ app: app.name, says, edit });
  const kept = keptBy(app, project);
  if (kept.volumes.length > 0)
    say(`keeps what data does not name: volumes ${kept.volumes.join(', ')}`, {
      path: at('data', 'volumes'),
      value: kept.volumes,
    });
  if (kept.folders.length > 0)
    say(`keeps what data does not name: folders ${kept.folders.join(', ')}`, {
      path: at('data', 'folders'),
      value: kept.folders,
    });
  const services = new Set(project.containers.map(({ service }) => service));
  if (!services.has(app.service))
    say(`has no service ${app.service} any more; it has ${[...services].sort().join(', ')}: see service`);
  if (app.domain === undefined && fields.domain !== undefined)
    say(`is reached by ${fields.domain}`, { path: at('domain'), value: fields.domain });
  else if (fields.domain !== undefined && fields.domain !== app.domain)
    say(`is reached by ${fields.domain}, and the file says ${app.domain}: see domain`);
  const { git } = project;
  if (git?.remote && git.remote !== app.repository && git.top !== app.repository)
    say(`comes from ${git.remote} there, and the file says ${app.repository}: see repository`);
  if (git?.branch && git.branch !== app.branch)
    say(`is on branch ${git.branch} there, and the file says ${app.branch}: see branch`);
  return changes;
}
