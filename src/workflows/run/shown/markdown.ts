/** Text of hosts and repositories in the UI's Markdown: it is shown as it is, and does nothing. */

/** On one line. */
export const code = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;

/** Lines of a log. A fence in it would end the block. */
export const codeBlock = (text: string): string =>
  `\`\`\`\n${text.replaceAll('```', "'''").trimEnd()}\n\`\`\``;

/** Within a sentence: one line, and each sign of Markdown stands for itself. */
export const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~!]/g, '\\$&');
