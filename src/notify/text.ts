import { plainText } from '../lib/plain-text';
import type { Message } from './types';

/** Removes the beginning but the first line, because the end of a build's output matters most. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const [first = ''] = text.split('\n');
  const head = first.length < limit / 3 ? `${first}\n` : '';
  // Half of a surrogate pair is invalid text.
  return `${head}… ${text.slice(head.length + 2 - limit).replace(/^[\udc00-\udfff]/, '')}`;
}

export const oneLine = (text: string): string => plainText(text).replace(/\s+/g, ' ').trim();

/** The message without its title, as plain text. */
export function bodyOf({ facts, problem, advice, commands, link }: Message): string {
  const column = Math.max(...facts.map(([name]) => name.length)) + 2;
  return [
    facts.map(([name, value]) => `${`${name}:`.padEnd(column)}${value}`).join('\n'),
    problem,
    advice.join('\n'),
    commands.map((command) => `  ${command}`).join('\n'),
    link,
  ]
    .filter((part): part is string => Boolean(part))
    .map(plainText)
    .join('\n\n');
}
