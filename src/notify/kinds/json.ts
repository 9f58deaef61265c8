/** The event with its text as JSON, for any program. Fields are only ever added. */
import type { RunEvent } from '../../protocol/reports/notification';
import { bodyOf } from '../text';
import type { Message } from '../types';

export const jsonBody = (event: RunEvent, message: Message): object => ({
  format: 1,
  ...event,
  title: message.title,
  text: bodyOf(message),
});
