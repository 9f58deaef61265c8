/**
 * Whether Git may be given this as a remote. Only transports that fetch: Git's
 * own `ext::` runs commands. No password, since the fleet file is committed.
 */
export function isRepository(value: string): boolean {
  if (/[\s\u0000]/.test(value) || value.startsWith('-')) return false;
  if (/^(https?|ssh|git|file):\/\//.test(value)) {
    return (
      URL.canParse(value) &&
      new URL(value).password === '' &&
      !(value.startsWith('http') && new URL(value).username !== '')
    );
  }
  if (value.startsWith('/')) return true;
  return /^([A-Za-z0-9_.-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!:)[^-:].*$/.test(value);
}
