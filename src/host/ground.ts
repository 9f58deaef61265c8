/** What lies below containers and jobs: the host and its Docker Engine, and when they were last started. */
import type { Host } from './types';

/** In seconds since 1970; null: cannot be told, as of an engine that does not run. */
export interface Ground {
  engine: number | null;
  boot: number | null;
  /** Seconds since the engine was started; absent where that cannot be told. */
  age?: number;
}

/** A script that prints `engine=…`, `boot=…` and `uptime=…`, a line each. */
export const GROUND = `for f in /run/docker.pid /var/run/docker.pid; do [ ! -e "$f" ] || { echo "engine=$(stat -c %Y "$f")"; break; }; done; sed -n 's/^btime /boot=/p' /proc/stat; read -r up _ </proc/uptime && echo "uptime=\${up%.*}"`;

export const groundCommand = ['sh', '-c', GROUND];

export function parseGround(stdout: string): Ground {
  const read = (name: string) => {
    const found = new RegExp(`^${name}=(\\d+)$`, 'm').exec(stdout);
    return found ? Number(found[1]) : null;
  };
  const [engine, boot, uptime] = [read('engine'), read('boot'), read('uptime')];
  return { engine, boot, ...(engine !== null && boot !== null && uptime !== null && { age: boot + uptime - engine }) };
}

export const readGround = async (host: Pick<Host, 'exec'>): Promise<Ground> => parseGround((await host.exec(groundCommand)).stdout);

/** Whether what began then (seconds since 1970) did so before the present life of engine or host. */
export const isOfFormerLife = (began: number, { engine, boot }: Ground): boolean => began < Math.max(engine ?? 0, boot ?? 0);
