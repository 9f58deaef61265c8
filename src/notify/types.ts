/** What a notification is about, and what is said of it. */

/** What is said, whoever it is said to. Holds no markup: each kind of target brings its own. */
export interface Message {
  tone: 'bad' | 'good' | 'ask' | 'note';
  /** One line. */
  title: string;
  facts: [name: string, value: string][];
  /** What went wrong, with the tail of an output. */
  problem: string | null;
  /** What to do, a sentence each. */
  advice: string[];
  /** Commands to copy. */
  commands: string[];
  link: string | null;
}
