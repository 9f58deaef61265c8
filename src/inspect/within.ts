import { RoostError } from '../errors';

/** What one host may take before the others are shown without it. */
export const HOST_LIMIT = 10_000;

/** A host that takes longer counts as out of reach: at 2 a.m. an answer about the others is worth more. */
export async function within<T>(host: string, ask: Promise<T>, limit = HOST_LIMIT): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new RoostError('HostUnreachable', `${host} has not answered for ${limit / 1000} s`, { host })),
      limit,
    );
  });
  try {
    return await Promise.race([ask, late]);
  } finally {
    clearTimeout(timer);
  }
}
