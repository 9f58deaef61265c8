/** What a release changes, in words: a line each. */
import { sentences } from '../../lib/sentences';
import type { Difference, PlanChanges, ServiceChange } from '../../protocol/changes';
import type { ReleasePlan } from '../../protocol/plan';

export const NO_CHANGE = 'no change: what will run is what runs';
export const TAKEN_OVER = 'nothing changes: taken over as it runs';
export const SAME_AGAIN = 'no service is another one, and all are stopped and started again';

/** What a plan that finds no change does with what runs. */
export const unchangedText = ({ asItRuns, steps }: Pick<ReleasePlan, 'asItRuns' | 'steps'>): string =>
  asItRuns ? TAKEN_OVER : steps.some(({ call }) => call.run === 'stopServices') ? SAME_AGAIN : NO_CHANGE;

export function changeLines(changes: PlanChanges, unchanged = NO_CHANGE): string[] {
  const { services, volumes = [], folders = [], once = [], unread = [], pinned = [] } = changes;
  const isNothing = services.length + volumes.length + folders.length === 0;
  const named = (heading: string, names: string[]): string[] =>
    names.length > 0 ? [`${heading}: ${names.join(', ')}`] : [];
  return [
    ...(isNothing ? [unchanged] : services.map(serviceText)),
    ...named('volumes that will be new and empty', volumes),
    ...named('folders that will be new and empty', folders),
    ...named('runs to its end with the release, and may change data', once),
    ...unread.map(({ service, files }) =>
      sentences(
        `${service} holds data and runs on:`,
        `what changes in ${files.join(', ')} counts when somebody makes it anew`,
      ),
    ),
    ...named('keeps the image that it runs, though the name means another one by now', pinned),
  ];
}

function serviceText({ service, is, differences = [] }: ServiceChange): string {
  if (is === 'new') return `${service}: new`;
  if (is === 'gone') return `${service}: goes; its volumes stay`;
  return `${service}: ${differences.map(differenceText).join('; ') || 'changed'}`;
}

function differenceText({ part, added = [], removed = [], changed = [] }: Difference): string {
  if (part === 'other') return 'other settings';
  const [old, now] = [removed, added].map((all) => (all.length === 1 ? all[0] : undefined));
  if ((part === 'image' || part === 'restart') && old !== undefined && now !== undefined)
    return `${part} ${old} → ${now}`;
  const lists = [
    ['+', added],
    ['-', removed],
    ['', changed],
  ] as const;
  const words = lists.flatMap(([sign, names]) =>
    names.length > 0 ? [`${sign ? `${sign} ` : ''}${names.join(', ')}`] : [],
  );
  return words.length > 0 ? `${part} ${words.join(' ')}` : part;
}
