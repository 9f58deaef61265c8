import { plainText } from '../lib/plain-text';
import { formsOf } from './redact/forms';
import { Phrases, SHORTEST } from './redact/phrases';
import { hideShapes } from './redact/shapes';
import { withinCharacters } from './ssh/tail';

/** Knows the secrets of a process and takes them out of text that people or histories get to see. */
export interface Redactor {
  add(secret: string): void;
  /** The text without secrets, and without what would command a terminal; of a longer text than `LONGEST`, the end. */
  scrub(text: string): string;
  /** For the texts of one host: it knows also what was added there, and nobody else does. At most `MOST` secrets. */
  of(host: string): Redactor;
}

const REDACTED = '[redacted]';
/** Characters that one call works on. */
export const LONGEST = 64 * 1024;
/** Secrets of one host: it must not make each text of the worker a long work. */
export const MOST = 10_000;
/** Characters of one of them. */
const LONGEST_SECRET = 64 * 1024;

export function createRedactor(): Redactor {
  const shared = learner();
  const hosts = new Map<string, Redactor>();
  const make = (own?: Learner): Redactor => ({
    add: (own ?? shared).add,
    scrub: (text) => scrubbed(text, own ? [shared, own] : [shared]),
    of(host) {
      const known = hosts.get(host) ?? make(learner(MOST));
      hosts.set(host, known);
      return known;
    },
  });
  return make();
}

interface Learner {
  phrases: Phrases;
  add(secret: string): void;
}

function learner(most = Infinity): Learner {
  const phrases = new Phrases();
  const known = new Set<string>();
  return {
    phrases,
    add(secret) {
      if (known.has(secret) || known.size >= most || secret.length > LONGEST_SECRET) return;
      known.add(secret);
      // Tools print a secret of several lines line by line.
      for (const part of [secret, secret.trim(), ...secret.split(/\r?\n/), plainText(secret)])
        if (part.length >= SHORTEST) for (const form of formsOf(part)) phrases.add(form);
    },
  };
}

function scrubbed(text: string, learners: Learner[]): string {
  const hide = (dirty: string): string =>
    hideShapes(learners.reduce((clean, { phrases }) => phrases.replace(clean, REDACTED), dirty));
  const hidden = hide(withinCharacters(text, LONGEST));
  const plain = plainText(hidden);
  // A second time for those that a colour had taken apart.
  return plain === hidden ? plain : hide(plain);
}
