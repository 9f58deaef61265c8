import type { RunEvent, AlertText } from '../protocol/reports/notification';
import { oneLine } from './text';
import type { Message } from './types';

/** The text about an alert: in full when it begins, short when it is over. */
export function alertMessage(
  { event, fleet, app, host, url, at }: RunEvent,
  { title, says, hint, since }: AlertText,
): Message {
  const isOver = event === 'recovery';
  const facts: [string, string | null][] = [
    ['Fleet', fleet],
    ['App', app || null],
    ['Host', host],
    ['Since', since],
    ['Over', isOver ? at : null],
  ];
  return {
    tone: isOver ? 'good' : 'bad',
    title: `${isOver ? 'Over' : 'Alert'}: ${title}`,
    facts: facts.flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, oneLine(value)]],
    ),
    problem: isOver ? null : says,
    advice: isOver ? [] : [hint],
    commands: [],
    link: url,
  };
}
