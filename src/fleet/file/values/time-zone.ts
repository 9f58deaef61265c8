export function isTimeZone(value: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '' &&
      /^[A-Za-z]/.test(value)
    );
  } catch {
    return false;
  }
}
