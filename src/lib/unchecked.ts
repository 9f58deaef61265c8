/** Reading a value whose shape has not been checked, or failed the check: the checks across sections look at all that is readable. */

export type Loose = Record<string, unknown>;

export const isSection = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const section = (value: unknown): Loose => (isSection(value) ? value : {});

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A name's own section; not what JavaScript keeps under the same name. */
export const own = (sections: Loose, name: string): Loose | undefined =>
  Object.hasOwn(sections, name) ? section(sections[name]) : undefined;
