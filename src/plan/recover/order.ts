/** Each behind those that it needs, else in the order given; the fleet file has no circle. Pure. */
export function inOrder<T extends { name: string; needs?: string[] }>(apps: T[]): T[] {
  const done: T[] = [];
  const visit = (app: T): void => {
    if (done.includes(app)) return;
    for (const name of app.needs ?? []) {
      const needed = apps.find((one) => one.name === name);
      if (needed && needed !== app) visit(needed);
    }
    done.push(app);
  };
  for (const app of apps) visit(app);
  return done;
}
