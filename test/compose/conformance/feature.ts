/** A feature of the Compose specification, and what becomes of an app that uses it. */
export interface Feature {
  name: string;
  /** Families of the support matrix. */
  family: string;
  /** Keys of the specification that it covers: `service.KEY`, `deploy.KEY`, `compose.KEY` … */
  keys: string[];
  /** Files of the commit; `compose.yaml` is the first. */
  files: Record<string, string>;
  /** What only the host has. */
  host?: Record<string, string>;
  /** Regular expression of the refusal. Absent: honoured. */
  refused?: string;
  /** Of Docker Compose that knows it, where 2.20 does not. */
  since?: string;
  /** Why it makes no difference to what is deployed, where it makes none to `docker compose up` either. */
  inert?: string;
  /** In the matrix, instead of the keys. */
  title?: string;
}

type Loose = Record<string, unknown>;

const file = (value: Loose): string => JSON.stringify(value, null, 1);

/** An app of one service with these attributes; `top` are sections beside `services`. */
export const app = (web: Loose, top: Loose = {}, others: Loose = {}): Record<string, string> => ({
  'compose.yaml': file({ services: { web: { image: 'app', ...web }, ...others }, ...top }),
});

type Options = Partial<Feature> & { top?: Loose; others?: Loose };

/** One attribute of a service, in several forms: a feature each. */
export const attribute = (
  family: string,
  key: string,
  forms: Record<string, unknown>,
  { top, others, ...more }: Options = {},
): Feature[] =>
  Object.entries(forms).map(([form, value]) => ({
    name: form === '' ? key : `${key}: ${form}`,
    family,
    keys: [`service.${key}`],
    files: app({ [key]: value }, top, others),
    ...more,
  }));

/** Attributes that have one form. */
export const attributes = (family: string, values: Loose, more: Options = {}): Feature[] =>
  Object.entries(values).flatMap(([key, value]) => attribute(family, key, { '': value }, more));
