/**
 * `npm run histories [-- NAME…]`: runs every recipe of `runs/` on an embedded
 * Temporal with fake activities, and keeps the history as `NAME.json`.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resultOf, World } from '../workflows/world';
import { fileOf } from './support/format';
import type { Recipe } from './support/types';

const all = readdirSync(join(__dirname, 'runs')).map((file) => basename(file, '.ts'));

async function record(world: World, name: string): Promise<string> {
  const { default: recipe } = (await import(`./runs/${name}`)) as { default: Recipe };
  const app = world.appOf(structuredClone(recipe.plan));
  recipe.prepare?.(app);
  const run = await world.start(app, { app: app.plan.where.app, by: 'anna', ...recipe.request }, recipe.workflow);
  const last = (await recipe.act?.(run, app, world)) ?? run;
  const { outcome = 'looked' } = (await resultOf(last)) ?? {};
  const text = fileOf(await last.fetchHistory());
  writeFileSync(join(__dirname, `${name}.json`), text);
  return `${name}: ${outcome}, ${text.split('\n').length - 3} events, ${Math.round(text.length / 1024)} KiB`;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`no such recipe: ${unknown.join(', ')}; there are ${all.join(', ')}`);
  const world = await World.create();
  try {
    // One after the other: they are all of one app.
    for (const name of wanted.length > 0 ? wanted : all) console.log(await record(world, name));
  } finally {
    await world.end();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
