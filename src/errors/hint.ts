type Name = 'RUN' | 'APP' | 'HOST';

/** Names in capitals in a hint stand for what the operator has in hand. */
export function fillIn(hint: string, names: Partial<Record<Name, string | null>>): string {
  return hint.replace(/\b(RUN|APP|HOST)\b/g, (name) => names[name as Name] ?? name);
}
