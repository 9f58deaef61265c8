/** What a container may use, as text. */
import { section, type Loose } from '../../lib/unchecked';
import { bytes } from '../../lib/units';

/** What Docker gives where nothing is said. */
export const SHM_BYTES = 64 * 2 ** 20;

/** To the byte: two amounts that read alike are still two. */
export const memoryText = (amount: number): string => `${bytes(amount)} (${amount})`;
export const cpuText = (count: number): string => String(Math.round(count * 1000) / 1000);

/** Of a service in the resolved model, where amounts are numbers or texts of digits. */
export function wantedLimits(service: Loose): Map<string, string> {
  const { limits } = section(section(service.deploy).resources);
  const of = section(limits);
  const found = new Map<string, string>();
  const set = (name: string, value: unknown, show: (amount: number) => string): void => {
    const amount = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
    if (amount > 0) found.set(name, show(amount));
  };
  set('memory', of.memory ?? service.mem_limit, memoryText);
  set('cpus', of.cpus ?? service.cpus, cpuText);
  set('pids', of.pids ?? service.pids_limit, String);
  set('shared memory', Number(service.shm_size) === SHM_BYTES ? 0 : service.shm_size, memoryText);
  return found;
}
