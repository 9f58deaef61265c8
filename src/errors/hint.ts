type Name = 'RUN' | 'APP' | 'HOST';

/** Replaces the names in capitals in a hint by those of the run, app and host. */
export function fillIn(hint: string, names: Partial<Record<Name, string | null>>): string {
  return hint.replace(/\b(RUN|APP|HOST)\b/g, (name) => names[name as Name] ?? name);
}
