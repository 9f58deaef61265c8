import type { Checklist } from './checklist';
import { sentence, stepLine } from './details';
import { codeBlock, plain } from './markdown';

/** No one reads more lines, and every change makes them anew. */
const MOST_LINES = 60;

/** A run of runs as Markdown, for the UI's current details: what runs or failed comes first. */
export function parentDetails(name: string, list: Checklist): string {
  const { phase, steps, failure } = list.progress();
  const done = steps.filter(({ state }) => state === 'done').length;
  const news = steps.filter(({ state }) => state !== 'done' && state !== 'pending');
  const rest = steps.filter(({ state }) => state === 'done' || state === 'pending');
  const lines = [...news, ...rest].slice(0, MOST_LINES);
  return [
    `### ${name}: ${list.outcome ?? phase}`,
    `${done} of ${steps.length} done`,
    lines.map((line) => stepLine(line)).join('\n'),
    steps.length > lines.length ? `and ${steps.length - lines.length} more` : '',
    failure ? `**${failure.code}**\n\n${codeBlock(sentence(failure))}` : '',
    list.warnings.map((text) => `- ⚠ ${plain(text)}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
