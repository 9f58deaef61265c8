import { plainText } from '../../lib/plain-text';
import { withinCharacters } from '../ssh/tail';
import { formsOf } from './forms';
import { Phrases, SHORTEST } from './phrases';
import { hideShapes } from './shapes';

/** Knows the secrets of a process, and removes them from texts for people and histories. */
export interface Redactor {
  add(secret: string): void;
  /** The text without secrets and terminal commands; of a text longer than `LONGEST` only the end. */
  scrub(text: string): string;
  /** For the texts of one host: also removes the secrets added for it, at most `MOST`. */
  of(host: string): Redactor;
}

const REDACTED = '[redacted]';
/** Characters that one call scans. */
export const LONGEST = 64 * 1024;
/** Secrets of one host: they must not slow down every text of the worker. */
export const MOST = 10_000;
/** Characters of one secret. */
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
      // Tools print a secret of several lines one line at a time.
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
  // Again, for secrets that colour codes had split.
  return plain === hidden ? plain : hide(plain);
}
