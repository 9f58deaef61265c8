import { milliseconds } from '../values/duration';
import { tidy } from '../values/paths';
import { parseSize } from '../values/size';
import type { AppDrillInput, DrillInput } from './schema';
import type { AppDrill, DrillConfig } from './types';

const sizeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseSize(text);

export function resolveDrill(input: DrillInput): DrillConfig {
  const [hour, minute] = (input.at ?? '05:00').split(':').map(Number) as [number, number];
  return {
    at: { hour, minute },
    every: milliseconds(input.every ?? '7d'),
    stale: milliseconds(input.stale ?? '10d'),
    budget: milliseconds(input.budget ?? '2h'),
    limit: milliseconds(input.limit ?? '1h'),
    disk: sizeOf(input.disk),
    host: input.host,
    cpus: input.cpus ?? 1,
    memory: sizeOf(input.memory) ?? 1e9,
    env: input.env ?? {},
    rpo: milliseconds(input.rpo ?? '26h'),
    rto: milliseconds(input.rto ?? '4h'),
  };
}

export function resolveAppDrill(input: AppDrillInput | undefined): AppDrill | undefined {
  if (input === undefined) return undefined;
  if (input === 'off') return { off: true };
  return {
    every: milliseconds(input.every),
    limit: milliseconds(input.limit),
    cpus: input.cpus,
    memory: sizeOf(input.memory),
    env: input.env,
    drop: input.drop?.map(tidy),
    script: input.script || undefined,
    rpo: milliseconds(input.rpo),
    rto: milliseconds(input.rto),
  };
}
