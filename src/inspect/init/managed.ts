/** Other tools that start Compose projects, by the folders they keep them in. Pure. */
import type { StackProject } from '../../host/stacks';
import { sentences } from '../../lib/sentences';

interface Manager {
  tool: string;
  /** Of one project's folder. */
  folder: RegExp;
  /** What an operator has to know. */
  note: string;
}

const again = (tool: string): string =>
  sentences(
    `${tool} writes the files of this folder at each of its own deploys:`,
    'stop deploying it there once roost does',
  );

/**
 * In Dokploy the files of a project, its .env among them, are in `code`;
 * Komodo and Dockge write .env beside compose.yaml.
 */
const managers: Manager[] = [
  { tool: 'Dokploy', folder: /^\/etc\/dokploy\/compose\/[^/]+\/code(\/|$)/, note: again('Dokploy') },
  {
    tool: 'Coolify',
    folder: /^\/data\/coolify\/(services|applications)\/[^/]+(\/|$)/,
    note: again('Coolify'),
  },
  { tool: 'Komodo', folder: /^\/etc\/komodo\/(stacks|repos)\/[^/]+(\/|$)/, note: again('Komodo') },
  {
    tool: 'Dockge',
    folder: /^\/opt\/stacks\/[^/]+(\/|$)/,
    note: 'Dockge edits the files of this folder: once roost deploys it, change them in its repository instead',
  },
  {
    tool: 'Portainer',
    folder: /^\/data\/compose\/\d+(\/|$)/,
    note: 'Portainer keeps the files in its own volume: export the stack from Portainer first',
  },
];

/** What such a tool is made of itself; roost leaves it to the tool. */
const own: [RegExp, string][] = [
  [/^\/data\/coolify\/(source|proxy|sentinel)(\/|$)/, 'Coolify'],
  [/^\/etc\/dokploy\/(?!compose\/)/, 'Dokploy'],
  [/^\/opt\/dockge(\/|$)/, 'Dockge'],
  [/^\/etc\/komodo(\/?$|\/(?!stacks\/|repos\/))/, 'Komodo'],
];

export function managerOf({ folder }: Pick<StackProject, 'folder'>): Manager | undefined {
  return managers.find((one) => one.folder.test(folder));
}

export const toolOf = ({ folder }: Pick<StackProject, 'folder'>): string | undefined =>
  own.find(([pattern]) => pattern.test(folder))?.[1];
