/**
 * Slack's incoming webhooks, and compatible ones (Mattermost, Rocket.Chat).
 * Attachments instead of blocks, because the others have no blocks.
 * https://api.slack.com/messaging/webhooks
 */
import { plainText } from '../../lib/plain-text';
import type { Message } from '../types';

const colours: Record<Message['tone'], string> = {
  bad: '#d00000',
  good: '#2eb886',
  ask: '#8a2be2',
  note: '#439fe0',
};

export function slackBody(message: Message): object {
  const { title, facts, problem, advice, commands, link, tone } = message;
  const text = [
    problem && fenced(problem),
    ...advice.map(escaped),
    commands.length > 0 && fenced(commands.join('\n')),
    link && `<${link.replace(/[<>|]/g, '')}|Open the run>`,
  ]
    .filter(Boolean)
    .join('\n');
  return {
    text: escaped(title),
    attachments: [
      {
        color: colours[tone],
        fallback: escaped(title),
        text,
        fields: facts.map(([name, value]) => ({ title: name, value: escaped(value), short: true })),
        mrkdwn_in: ['text'],
      },
    ],
  };
}

/** Escapes the three characters of Slack's markup, so that a build's output mentions no user. */
const escaped = (text: string): string =>
  plainText(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const fenced = (text: string): string => `\`\`\`\n${escaped(text).replace(/```/g, "'''")}\n\`\`\``;
