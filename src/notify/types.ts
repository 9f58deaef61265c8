/** The text of a notification for all kinds of targets. It has no markup: each kind adds its own. */
export interface Message {
  tone: 'bad' | 'good' | 'ask' | 'note';
  /** One line. */
  title: string;
  facts: [name: string, value: string][];
  /** The failure, with the tail of an output. */
  problem: string | null;
  /** What the operator can do, a sentence each. */
  advice: string[];
  /** Commands to copy. */
  commands: string[];
  link: string | null;
}
