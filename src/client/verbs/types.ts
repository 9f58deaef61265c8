import type { Command } from 'commander';
import type { Context } from '../command/context';
import type { Reply } from '../command/reply';

export interface VerbGroup {
  title: string;
  defines: Define[];
}

/** Wraps a verb for commander: gives it its context, prints its reply. */
export type Act = <A extends unknown[]>(
  run: (context: Context, ...args: A) => Promise<Reply>,
) => (...args: A) => Promise<void>;

/** One verb: adds its command with options and help. */
export type Define = (program: Command, act: Act) => void;
