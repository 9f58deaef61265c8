export type CheckState = 'ok' | 'warn' | 'fail' | 'unknown';

/** One finding. */
export interface Row {
  /** Host, app, or `here` for the machine that roost runs on. */
  subject: string;
  check: string;
  state: CheckState;
  says: string;
  /** How to mend it. */
  remedy?: string;
  /** To paste. */
  lines?: string[];
}

export type Finding = Omit<Row, 'subject'>;

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says });
export const warn = (check: string, says: string, remedy: string): Finding => ({
  check,
  state: 'warn',
  says,
  remedy,
});
export const fail = (check: string, says: string, remedy: string): Finding => ({
  check,
  state: 'fail',
  says,
  remedy,
});
export const unknown = (check: string, says: string): Finding => ({ check, state: 'unknown', says });

export const about = (subject: string, findings: Finding[]): Row[] =>
  findings.map((finding) => ({ subject, ...finding }));
