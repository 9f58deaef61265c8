/** The parts of a delivery that roost reads, checked before use. */
import { z } from 'zod';

const files = z.array(z.string()).default([]);
const address = z.string().nullish();

/** GitHub's `push`; everything else in it is dropped. */
export const pushSchema = z.object({
  ref: z.string(),
  /** The head after the push; zeros for a branch that was deleted. */
  after: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/),
  deleted: z.boolean().default(false),
  created: z.boolean().default(false),
  forced: z.boolean().default(false),
  repository: z.object({
    id: z.int(),
    full_name: z.string(),
    ssh_url: address,
    clone_url: address,
    git_url: address,
    html_url: address,
  }),
  /** At most 2048. */
  commits: z.array(z.object({ added: files, removed: files, modified: files })).default([]),
});

export type Push = z.infer<typeof pushSchema>;

export interface Headers {
  delivery: string;
  event: string;
}

const header = (value: unknown, pattern: RegExp): string | null =>
  typeof value === 'string' && pattern.test(value) ? value : null;

/** Both are written to logs, so both must match a pattern. */
export const deliveryOf = (headers: Record<string, unknown>): string | null =>
  header(headers['x-github-delivery'], /^[A-Za-z0-9-]{8,64}$/);
export const eventOf = (headers: Record<string, unknown>): string | null =>
  header(headers['x-github-event'], /^[a-z_]{1,64}$/);
