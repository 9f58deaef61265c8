/**
 * Google Chat's incoming webhooks.
 * https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
 */
import { plainText } from '../../lib/plain-text';
import type { Message } from '../types';

const marks: Record<Message['tone'], string> = { bad: '❌', good: '✅', ask: '✋', note: 'ℹ️' };

export function googleChatBody({ title, facts, problem, advice, commands, link, tone }: Message): object {
  const paragraphs = [problem, advice.join('\n'), commands.join('\n')].filter((text): text is string =>
    Boolean(text),
  );
  const widgets: object[] = [
    ...facts.map(([name, value]) => ({ decoratedText: { topLabel: name, text: escaped(value) } })),
    ...paragraphs.map((text) => ({ textParagraph: { text: escaped(text) } })),
  ];
  if (link)
    widgets.push({
      buttonList: { buttons: [{ text: 'Open the run', onClick: { openLink: { url: link } } }] },
    });
  return {
    // In this field `<users/all>` would notify all users.
    text: `${marks[tone]} ${title.replace(/[<>]/g, '')}`,
    cardsV2: [{ cardId: 'roost', card: { sections: [{ widgets }] } }],
  };
}

/** Escapes HTML, which cards render. */
const escaped = (text: string): string =>
  plainText(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\n/g, '<br>');
