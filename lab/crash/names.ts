/** Pure: this file is part of the workflow bundle too. */

/** How the matrix names an activity: steps by their id, undos by `undo:ID`, all others by their type. */
export function activityName(type: string, args: unknown[]): string {
  const context = args[1] as { step?: unknown; direction?: unknown } | null | undefined;
  if (typeof context?.step !== 'string') return type;
  return context.direction === 'undo' ? `undo:${context.step}` : context.step;
}
