/** Answers in the API's shape. */
import type { z } from 'zod';

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export const refused = (status: number, code: number, message: string): Refusal =>
  new Refusal(status, code, message);

export const answer = (result: unknown, more: object = {}) => ({
  success: true,
  errors: [],
  messages: [],
  result,
  ...more,
});

export const failure = (errors: { code: number; message: string }[]) => ({
  success: false,
  errors,
  messages: [],
  result: null,
});

/** One page; after the last one an empty one, as the API has it. */
export function page<T>(all: T[], query: Record<string, string>, usual = 20) {
  const per = Number(query.per_page ?? usual);
  const number = Number(query.page ?? 1);
  const result = all.slice((number - 1) * per, number * per);
  return answer(result, {
    result_info: {
      page: number,
      per_page: per,
      count: result.length,
      total_count: all.length,
      total_pages: Math.ceil(all.length / per),
    },
  });
}

export function parsed<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw refused(
    400,
    1001,
    `Invalid request body: ${result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
  );
}

export const found = <T>(one: T | undefined, code: number, what: string): T => {
  if (one === undefined) throw refused(404, code, `${what} not found`);
  return one;
};
