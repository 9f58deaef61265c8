/** The event as it is, with its words, for whatever listens. Fields are only ever added. */
import { bodyOf } from '../text';
import type { Message, RunEvent } from '../types';

export const jsonBody = (event: RunEvent, message: Message): object => ({
  format: 1,
  ...event,
  title: message.title,
  text: bodyOf(message),
});
