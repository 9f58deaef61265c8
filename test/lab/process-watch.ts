import { rmSync } from 'node:fs';
import { run } from '../../lab/run';
import type { Stage } from './stage';

export interface ProcessWatch {
  end(): Promise<string[]>;
}

/**
 * All command lines of processes on this machine and on the host until `end`, asked for ten times a second.
 */
export function watchProcesses(stage: Stage): ProcessWatch {
  const on = `/tmp/roost-watch-${process.pid}`;
  const script = `: >${on}; while [ -e ${on} ]; do ps -eo args -ww; sleep 0.1; done | awk '!seen[$0]++'`;
  const listings = [run(['sh', '-c', script]), stage.on(script)];
  // Awaited at the end; a failure before that must not go unhandled.
  for (const listing of listings) listing.catch(() => undefined);
  return {
    async end() {
      rmSync(on, { force: true });
      await stage.on(`rm -f ${on}`);
      return (await Promise.all(listings)).flatMap((text) => text.split('\n'));
    },
  };
}
