/** Which steps an operation has begun, in whichever run: a reset run knows only those before its reset point. */
import { posix } from 'node:path';
import { GROUND, parseGround, type Ground } from '../../host/uptime';
import type { Site, StepSite } from './site';

const MARK = `mkdir -p "\${1%/*}" && : >"$1" || exit
${GROUND}`;

const markOf = ({ paths, context }: StepSite): string =>
  posix.join(paths.begun(context.operation), context.step);

/** Under the fence: a step that only looks needs the lock too. Returns on what it begins: one question for both. */
export async function markBegun(site: StepSite): Promise<Ground> {
  const { stdout } = await site.change(['sh', '-c', MARK, 'mark', markOf(site)]);
  return parseGround(stdout);
}

export async function isBegun(site: StepSite): Promise<boolean> {
  return (await site.read(['test', '-e', markOf(site)], { ok: [0, 1] })).code === 0;
}

export async function stepsBegun({ host, paths }: Site, operation: string): Promise<string[]> {
  const { stdout } = await host.exec([
    'sh',
    '-c',
    '[ ! -d "$1" ] || ls "$1"',
    'begun',
    paths.begun(operation),
  ]);
  return stdout.split('\n').filter(Boolean);
}
