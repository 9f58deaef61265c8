/** The mark in an app's folder that it is not recovered yet: the operation, then the parts that are back. */
import { posix } from 'node:path';
import { printIfThere } from '../../../host/files';
import { shellScript } from '../../../lib/shell-script';
import { appPaths } from '../../../plan/names';
import type { RecoveryPart } from '../../../protocol/steps/recover';
import type { HostStepSite } from '../../host/site';

export const markOf = (directory: string): string => appPaths(directory).recovering;

/** When an app was open, seconds after the beginning of the run: a file of the operation each. */
export const openedOf = ({ paths, context }: HostStepSite, app: string): string =>
  posix.join(paths.begun(context.operation), `.opened-${app}`);

const holdProgram = shellScript(__dirname, 'hold');
const noteProgram = shellScript(__dirname, 'note-part');

export async function writeMark(site: HostStepSite, directory: string): Promise<void> {
  await site.change(holdProgram(markOf(directory), site.context.operation));
}

export async function notePart(site: HostStepSite, directory: string, part: RecoveryPart): Promise<void> {
  await site.change(noteProgram(markOf(directory), part));
}

/** Null: there is no mark, or that of another operation. */
export async function partsDone(site: HostStepSite, directory: string): Promise<string[] | null> {
  const [operation, ...parts] = (await site.read(printIfThere(markOf(directory)))).stdout.trim().split('\n');
  return operation === site.context.operation ? parts : null;
}
