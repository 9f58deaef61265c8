/**
 * ntfy, published as JSON, because its headers take no UTF-8. https://docs.ntfy.sh/publish/#publish-as-json
 */
import { RoostError } from '../../errors';
import type { Post } from '../http';
import { bodyOf, cut, oneLine } from '../text';
import type { Message } from '../types';

/** ntfy makes an attachment of a text over 4096 bytes. */
const limitBytes = 3_900;

const tags: Record<Message['tone'], string> = {
  bad: 'x',
  good: 'white_check_mark',
  ask: 'raised_hand',
  note: 'information_source',
};
/** 1 to 5; 3 is the default. */
const priorities: Record<Message['tone'], number> = { bad: 4, good: 3, ask: 5, note: 3 };

/** `url` ends in the topic, as on ntfy's own page; JSON goes to the server's root. */
export function ntfyPost(url: string, message: Message): Omit<Post, 'token'> {
  const { base, topic } = split(url);
  const { title, tone, link } = message;
  return {
    url: base,
    body: {
      topic,
      title: oneLine(title),
      message: shortened(bodyOf(message)),
      priority: priorities[tone],
      tags: [tags[tone]],
      click: link ?? undefined,
    },
  };
}

function split(url: string): { base: string; topic: string } {
  const [, base, topic] = /^(https?:\/\/.+?)\/([A-Za-z0-9_-]{1,64})\/?$/.exec(url) ?? [];
  if (!base || !topic)
    throw new RoostError(
      'NotifyFailed',
      'its address does not end in a topic, as https://ntfy.sh/TOPIC does',
      {},
      { retry: 'never' },
    );
  return { base: `${base}/`, topic };
}

function shortened(text: string): string {
  let length = text.length;
  while (Buffer.byteLength(cut(text, length)) > limitBytes) length = Math.floor(length * 0.9);
  return cut(text, length);
}
