/** What a fleet file says of what was found. Pure. */
import { scrub } from '../../fleet/file/problems/key-material';
import { namePattern } from '../../fleet/file/values/fields';
import type { StackContainer, StackProject, Stacks } from '../../host/stacks';
import { sentences } from '../../lib/sentences';
import { managerOf } from './managed';
import { placeOf } from './place';
import { kindOf, servingOf, type Serving } from './serving';
import type { AppFields, DataFields, DraftApp, FoundHost } from './types';
import { clean } from './write';

/** Apps of all hosts, without what needs the fleet file itself: volumes, folders, findings. */
export function draftApps(hosts: FoundHost[], taken: string[] = []): DraftApp[] {
  const names = new Set([...taken, 'global']);
  return hosts.flatMap(({ name: host, stacks }) =>
    stacks.projects.map((project) => {
      const name = nameOf(titleOf(project), host, names);
      names.add(name);
      return draftOf(name, host, project, stacks);
    }),
  );
}

/** Coolify names its projects by random letters, and says the real name beside. */
const titleOf = ({ name, containers }: StackProject): string =>
  containers.find(({ title }) => title !== '')?.title ?? name;

function nameOf(title: string, host: string, names: Set<string>): string {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 30);
  const base = namePattern.test(plain) && scrub(plain) === plain ? plain : 'app';
  const tries = [
    base,
    `${base}-${host}`.slice(0, 40),
    ...Array.from({ length: 200 }, (_, i) => `${base}-${i + 2}`),
  ];
  return tries.find((one) => namePattern.test(one) && !names.has(one)) ?? base;
}

function draftOf(name: string, host: string, project: StackProject, stacks: Stacks): DraftApp {
  const tops = stacks.projects.flatMap(({ git }) => (git ? [git.top] : []));
  const { notes, left, ...place } = placeOf(project, { home: stacks.home, tops });
  const serving = servingOf(project, stacks.routes);
  const fields: AppFields = {
    host,
    contract: 'compose',
    ...place,
    domain: serving?.domain,
    service: serving?.service ?? '',
    port: serving?.port,
    health: serving?.health,
    data: dataOf(project, serving),
  };
  const open = openOf(project, serving);
  return {
    name,
    host,
    project: project.name,
    fields,
    found: [
      foundText(project),
      ...containerTexts(project),
      ...gitTexts(project),
      ...servingTexts(serving),
      ...notes,
    ],
    open,
    left: left ?? unfit(fields),
    foreseen: [],
  };
}

/** What a comment can show but no field should hold. */
function unfit(fields: AppFields): string[] | undefined {
  if (fields.service === '') return ['none of its containers names a service'];
  const words = JSON.stringify(fields, (_, value: unknown) =>
    typeof value === 'string' ? clean(value) : value,
  );
  if (words === JSON.stringify(fields)) return undefined;
  return ['its folder, files or names have characters that the fleet file cannot hold'];
}

function foundText(project: StackProject): string {
  const manager = managerOf(project);
  const count = project.containers.length;
  return sentences(
    `Compose project ${project.name} in ${project.folder || 'an unknown folder'}${manager ? ` (${manager.tool})` : ''},`,
    `${count} container${count === 1 ? '' : 's'}:`,
  );
}

const containerTexts = (project: StackProject): string[] =>
  project.containers.map((container) => {
    const { service, image, state, health } = container;
    const kind = kindOf(project, container);
    const parts = [state, health, kind].filter((part) => part !== null && part !== 'running');
    return `- ${service}: ${image}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
  });

function gitTexts({ git, bare }: StackProject): string[] {
  if (!git) return bare ? [`no git working copy; its repository is ${bare.path}`] : [];
  const texts: string[] = [];
  if (git.hadPassword)
    texts.push(
      sentences(
        'the remote of its working copy had a password or user:',
        'the host must be able to read it by git credentials or a deploy key',
      ),
    );
  if (!git.branch)
    texts.push('no branch is checked out: main is taken; if it is another, write branch: NAME');
  if (git.changed > 0)
    texts.push(
      sentences(
        `${git.changed} tracked file${git.changed === 1 ? ' was' : 's were'} changed by hand:`,
        'a deploy keeps them with release 0 and overwrites them',
      ),
    );
  if (git.ahead > 0)
    texts.push(
      sentences(
        `${git.ahead} commit${git.ahead === 1 ? ' is' : 's are'} not pushed:`,
        'a deploy takes what the repository has',
      ),
    );
  return texts;
}

function servingTexts(serving: Serving | undefined): string[] {
  if (!serving) return [];
  const texts = [`health: ${serving.because}`];
  if (serving.domain)
    texts.unshift(
      `domain: by ${serving.by ?? 'a proxy'}${serving.domains.length > 1 ? `; all: ${serving.domains.join(', ')}` : ''}`,
    );
  return texts;
}

function openOf(project: StackProject, serving: Serving | undefined): string[] {
  const open: string[] = [];
  if (serving && serving.others.length > 0)
    open.push(
      sentences(
        `${serving.service} was taken for what serves;`,
        `if it is another, write service: ${serving.others.join(' or ')}`,
      ),
    );
  for (const container of project.containers) {
    const kind = kindOf(project, container);
    if (kind === 'PostgreSQL' && container.variables.some((name) => /^POSTGRES_(USER|DB)_FILE$/.test(name)))
      open.push(
        sentences(
          `user and database of ${container.service} are in files:`,
          'write data.postgres.user and database yourself',
        ),
      );
    if (isMariadb(kind) && mariadbOf(container).length === 0)
      open.push(
        sentences(
          `which databases ${container.service} has is not known:`,
          `write data.mariadb: [{ service: ${container.service}, database: NAME }], one for each`,
        ),
      );
  }
  return open;
}

function dataOf(project: StackProject, serving: Serving | undefined): DataFields | undefined {
  const kinds = project.containers
    .map((container) => ({ container, kind: kindOf(project, container) }))
    .filter(({ kind, container }) => kind !== null && container.service !== serving?.service);
  const dumped = kinds.find(({ kind }) => kind === 'PostgreSQL')?.container;
  const mariadb = kinds.flatMap(({ container, kind }) => (isMariadb(kind) ? mariadbOf(container) : []));
  const redis = kinds.flatMap(({ container, kind }) => (isRedis(kind, container) ? [container.service] : []));
  const servers = [...new Set(redis)].map((service) => ({ service }));
  const named = [dumped, ...mariadb, ...servers].map((one) => one?.service);
  const others = [...new Set(kinds.map(({ container }) => container.service))].filter(
    (one) => !named.includes(one),
  );
  if (named.every((one) => one === undefined) && others.length === 0) return undefined;
  const { POSTGRES_USER, POSTGRES_DB, POSTGRESQL_USERNAME, POSTGRESQL_DATABASE } = dumped?.values ?? {};
  const user = POSTGRES_USER ?? POSTGRESQL_USERNAME ?? 'postgres';
  const database = POSTGRES_DB ?? POSTGRESQL_DATABASE ?? user;
  return {
    postgres: dumped && { service: dumped.service, database, user: user === 'postgres' ? undefined : user },
    mariadb: mariadb.length > 0 ? mariadb : undefined,
    redis: servers.length > 0 ? servers : undefined,
    services: others.length > 0 ? others : undefined,
  };
}

/** A server that only speaks its protocol, such as Dragonfly, makes no copy for a replica. */
const isRedis = (kind: string | null, { image }: StackContainer): boolean =>
  kind === 'Redis' && !/dragonfly/.test(image);

const isMariadb = (kind: string | null): boolean => kind === 'MySQL' || kind === 'MariaDB';

/** As its image's variables say it; none where they do not name a database. */
function mariadbOf({ service, values, variables }: StackContainer): NonNullable<DataFields['mariadb']> {
  const database = values.MARIADB_DATABASE ?? values.MYSQL_DATABASE;
  if (!database) return [];
  const hasRoot = variables.some((name) => /^(MARIADB|MYSQL)_ROOT_PASSWORD(_FILE)?$/.test(name));
  return [{ service, database, user: hasRoot ? undefined : (values.MARIADB_USER ?? values.MYSQL_USER) }];
}
