/**
 * Where a project's repository is, and how the fleet file names its
 * folder and files; or why it cannot. Pure.
 */
import { posix } from 'node:path';
import { COMPOSE_NAMES } from '../../fleet/contract';
import { projectOf } from '../../fleet/file/app/resolve';
import { quote } from '../../host/quote';
import type { StackProject } from '../../host/stacks';
import { sentences } from '../../lib/sentences';
import { managerOf, toolOf } from './managed';
import type { AppFields } from './types';

export type Placed = Pick<
  AppFields,
  'repository' | 'branch' | 'directory' | 'source' | 'project' | 'compose' | 'envFiles'
> & { notes: string[]; left?: string[] };

interface Around {
  home: string;
  /** Folders in which other projects' working copies are. */
  tops: string[];
}

export function placeOf(project: StackProject, { home, tops }: Around): Placed {
  const { folder, real, git } = project;
  const top = git ? (git.top === real || git.top === folder ? folder : git.top) : folder;
  const files = project.files.filter((file) => !/\/docker-compose\.roost\.yml$|\/\.roost\//.test(file));
  const relative = files.map((file) =>
    posix.relative(top, real && file.startsWith(`${real}/`) ? folder + file.slice(real.length) : file),
  );
  const compose = isFoundByCompose(relative) ? undefined : relative;
  const base = posix.dirname(files[0] ?? posix.join(folder, 'x'));
  const envFiles = project.envFiles.filter((file) => posix.normalize(file) !== posix.join(base, '.env'));
  const placed: Placed = {
    ...repositoryOf(project, home),
    directory: top,
    project: projectOf(top) === project.name ? undefined : project.name,
    compose: compose?.length ? compose : undefined,
    envFiles: envFiles.length > 0 ? envFiles.map((file) => inside(top, file)) : undefined,
    notes: [],
  };
  const left = whyLeft(project, {
    relative,
    shared: tops.filter((other) => other === git?.top).length > 1,
    home,
  });
  const manager = managerOf(project);
  if (manager) placed.notes.push(manager.note);
  if (project.env === 'untracked')
    placed.notes.push(
      'its .env is not in git: it stays and counts, and no backup has it (docs/secrets.md: secrets)',
    );
  return left ? { ...placed, left } : placed;
}

function repositoryOf(
  { git, bare, name }: StackProject,
  home: string,
): Pick<Placed, 'repository' | 'branch'> {
  if (git?.remote) return { repository: git.remote, branch: branchOf(git.branch) };
  return { repository: bare?.path ?? `${home}/git/${name}.git`, branch: branchOf(bare?.branch) };
}

const branchOf = (branch: string | undefined): string | undefined => (branch === 'main' ? undefined : branch);

const inside = (top: string, file: string): string =>
  file.startsWith(`${top}/`) ? posix.relative(top, file) : file;

/** One file under a default name, with or without its override file. */
function isFoundByCompose([main = '', override, ...more]: string[]): boolean {
  const { main: mains, override: overrides } = COMPOSE_NAMES;
  return (
    mains.includes(main) && more.length === 0 && (override === undefined || overrides.includes(override))
  );
}

interface Seen {
  relative: string[];
  shared: boolean;
  home: string;
}

function whyLeft(project: StackProject, { relative, shared, home }: Seen): string[] | undefined {
  const { folder, git, gone, foreign, bare } = project;
  const tool = toolOf(project);
  if (tool) return [`it is a part of ${tool} itself: leave it to ${tool}`];
  if (folder === '')
    return ['Docker Compose did not say where it was started: start it again with a newer Compose'];
  if (gone)
    return [
      sentences(
        `its folder ${folder} is not there, or is closed to the SSH user:`,
        'put its Compose file where the user can read it, and start it there',
      ),
    ];
  if (foreign !== undefined)
    return [
      sentences(
        `its working copy belongs to ${foreign || 'another user'}, and git refuses to read it:`,
        'give it to the SSH user (as root: chown -R), or as that user log in',
      ),
    ];
  if (relative.some((file) => file.startsWith('..')))
    return ['one of its Compose files is outside its folder: move it there, and start the project again'];
  if (shared)
    return [
      sentences(
        `other projects run from the same working copy ${git?.top ?? ''},`,
        'and roost gives each app a folder of its own:',
        'clone the repository once more, move what the project keeps there, and start it there',
      ),
    ];
  if (git && !git.remote && !bare)
    return [
      `its working copy ${git.top} has no remote, and roost deploys from a repository; on the host:`,
      run(['git', 'clone', '-q', '--bare', git.top, `${home}/git/${project.name}.git`]),
      'then `roost init --add`',
    ];
  if (!git && !bare)
    return [
      sentences(
        'it is no git working copy, and roost deploys from a repository.',
        'On the host, without a change of its folder:',
      ),
      ...repositoryCommands(project, relative, home),
      'then `roost init --add`; from then on a change is a commit to that repository',
    ];
  return undefined;
}

/** A bare repository with the project's files as they are; its folder is only read. */
function repositoryCommands(
  { name, folder, keepers, singles, containers }: StackProject,
  files: string[],
  home: string,
): string[] {
  const git = ['git', '--git-dir', `${home}/git/${name}.git`, '--work-tree', folder];
  const kept = keepers
    .flatMap(({ mounts }) => mounts)
    .filter(({ source }) => source.startsWith(`${folder}/`));
  const isBuilt = containers.some(
    ({ image }) => image.startsWith(`${name}-`) || image.startsWith(`${name}_`),
  );
  const settings = kept.filter(({ writable, source }) => !writable || singles.includes(source));
  const data = kept.filter((mount) => !settings.includes(mount));
  const names = (mounts: typeof kept): string[] => [
    ...new Set(mounts.map(({ source }) => posix.relative(folder, source))),
  ];
  // What is built needs its sources, whose names are unknown here.
  const added = isBuilt
    ? ['.', ':!.env', ...names(data).map((path) => `:!${path}`)]
    : [...files, ...names(settings).filter((path) => !files.includes(path))];
  const who = ['-c', 'user.name=operator', '-c', 'user.email=operator@localhost'];
  return [
    run(['git', 'init', '-q', '--bare', '-b', 'main', `${home}/git/${name}.git`]),
    run(['cd', folder]),
    run([...git, 'add', '--', ...added]),
    run([...git, ...who, 'commit', '-qm', 'As it runs']),
  ];
}

/** A line to paste: the writer does not fold it. */
const run = (argv: string[]): string => `\t${quote(argv)}`;
