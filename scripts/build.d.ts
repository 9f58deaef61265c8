/** Brings dist up to date; true when there was work. */
export function build(options?: { onSlow?: () => void }): Promise<boolean>;
