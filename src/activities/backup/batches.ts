/** Does a thing to each, at most so many at once; answers in their order. */
export async function within<T, R>(limit: number, all: T[], each: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < all.length) {
      const at = next++;
      results[at] = await each(all[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, work));
  return results;
}
