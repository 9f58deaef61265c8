/** How a run is talked to; clients import the definitions from here. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Look } from '../../protocol/push';
import type { Decision, Progress } from '../../protocol/run';

/** Returns what was decided, as a sentence. */
export const decide = defineUpdate<string, [Decision]>('decide');

export const progress = defineQuery<Progress>('progress');

/** Of an app's inbox. */
export const look = defineSignal<[Look]>('look');

/** Memo of a cancelled run: its `RunResult` without the plan, since a cancelled status carries nothing. */
export const resultMemo = 'result';
