/**
 * Reads a value that was not checked, or failed its check: checks across sections use all readable values.
 */

export type Loose = Record<string, unknown>;

export const isSection = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const section = (value: unknown): Loose => (isSection(value) ? value : {});

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** An own property, not an inherited one of the same name. */
export const own = (sections: Loose, name: string): Loose | undefined =>
  Object.hasOwn(sections, name) ? section(sections[name]) : undefined;
