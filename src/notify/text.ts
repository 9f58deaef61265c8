import { plainText } from '../lib/plain-text';
import type { Message } from './types';

/** The end matters most in a build's output, so the beginning goes. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const [first = ''] = text.split('\n');
  const head = first.length < limit / 3 ? `${first}\n` : '';
  // A surrogate pair that is cut in two is no text any more.
  return `${head}… ${text.slice(head.length + 2 - limit).replace(/^[\udc00-\udfff]/, '')}`;
}

export const oneLine = (text: string): string => plainText(text).replace(/\s+/g, ' ').trim();

/** All of it as plain text, but for the title. */
export function bodyOf({ facts, problem, advice, commands, link }: Message): string {
  const column = Math.max(...facts.map(([name]) => name.length)) + 2;
  return [
    facts.map(([name, value]) => `${`${name}:`.padEnd(column)}${value}`).join('\n'),
    ...(problem ? [problem] : []),
    ...(advice.length > 0 ? [advice.join('\n')] : []),
    ...(commands.length > 0 ? [commands.map((command) => `  ${command}`).join('\n')] : []),
    ...(link ? [link] : []),
  ]
    .map(plainText)
    .join('\n\n');
}
