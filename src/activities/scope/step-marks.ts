/**
 * Which steps an operation has begun, in whichever run: a reset run
 * knows only those before its reset point.
 */
import { posix } from 'node:path';
import { listFolder } from '../../host/files';
import { parseUptime, type Uptime } from '../../host/uptime';
import { shellScript } from '../../lib/shell-script';
import type { Scope } from '../../protocol/scope';
import type { StepPart } from './step';
import type { ScopeSite } from './types';

type AnyStep = ScopeSite & StepPart<Scope>;

const markProgram = shellScript(__dirname, 'mark-begun');

const markOf = ({ paths, context }: AnyStep): string =>
  posix.join(paths.begun(context.operation), context.step);

/**
 * Under the fence: a step that only reads needs the lock too. Returns
 * on what it begins: one question for both.
 */
export async function markBegun(site: AnyStep): Promise<Uptime> {
  const { stdout } = await site.change(markProgram(markOf(site)));
  return parseUptime(stdout);
}

export async function isBegun(site: AnyStep): Promise<boolean> {
  return (await stepsBegun(site, site.context.operation)).includes(site.context.step);
}

export async function stepsBegun({ host, paths }: ScopeSite, operation: string): Promise<string[]> {
  const { stdout } = await host.exec(listFolder(paths.begun(operation)));
  return stdout.split('\n').filter(Boolean);
}
