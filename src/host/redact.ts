import { plainText } from './plain-text';

/** Knows the secrets of a process and takes them out of text that people or histories get to see. */
export interface Redactor {
  add(secret: string): void;
  /** The text without secrets, and without what would command a terminal. */
  scrub(text: string): string;
}

const redacted = '[redacted]';

/** What looks like a secret, whoever made it known. */
const shapes: [RegExp, string][] = [
  [/\b(https?:\/\/)[^\s/'"]+@/gi, `$1${redacted}@`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/:@'"]*:[^\s/'"]+@/gi, `$1${redacted}@`],
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g, redacted],
  // A tail of output may begin in the middle of a key.
  [/^[\s\S]*-----END [A-Z0-9 ]*PRIVATE KEY-----/, redacted],
  [/AGE-SECRET-KEY-[A-Z0-9-]+/gi, redacted],
];

/** Shorter ones would take ordinary words apart. */
const shortest = 4;

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    add(secret) {
      // Tools print a secret of several lines line by line.
      for (const part of [secret, secret.trim(), ...secret.split(/\r?\n/), plainText(secret)]) {
        if (part.length >= shortest) for (const form of formsOf(part)) secrets.add(form);
      }
    },
    // A second time for those that a colour had taken apart.
    scrub: (text) => hide(plainText(hide(text))),
  };

  function hide(text: string): string {
    let clean = text;
    // The longest first: a secret may contain another one.
    for (const secret of [...secrets].sort((a, b) => b.length - a.length))
      clean = clean.replaceAll(secret, redacted);
    for (const [shape, instead] of shapes) clean = clean.replace(shape, instead);
    return clean;
  }
}

/** As it stands, and as JSON, a URL or an Authorization header would have it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(bytes.toString()),
    bytes.toString('base64').replace(/=+$/, ''),
  ];
}
