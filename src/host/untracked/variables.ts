/** Names of files with variables: what the env files say of those, for what Compose does not print. Pure. */

/** As far as it is plain: `NAME=VALUE`, quoted or not. The values are secrets. */
export function valuesIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, quoted, plain] =
      /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:(["'].*["'])|([^"'#\s][^#\s]*)?)\s*(?:#.*)?$/.exec(
        line.trimEnd(),
      ) ?? [];
    if (name !== undefined) found.set(name, quoted === undefined ? (plain ?? '') : quoted.slice(1, -1));
  }
  return found;
}

/** Null: a variable has no value here, or is used in another way than for its value or a default. */
export function interpolated(path: string, values: Map<string, string>): string | null {
  let isKnown = true;
  const made = path.replace(/\$\{([A-Za-z_]\w*)(?:(:?-)([^${}]*))?\}|\$([A-Za-z_]\w*)|\$/g, (...found) => {
    const [, name, dash, instead, bare] = found as (string | undefined)[];
    const value = values.get(name ?? bare ?? '');
    const isSet = value !== undefined && (dash !== ':-' || value !== '');
    if (!isSet && instead === undefined) isKnown = false;
    return isSet ? value : (instead ?? '');
  });
  return isKnown && !made.includes('$') ? made : null;
}
