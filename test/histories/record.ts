/**
 * `npm run histories [-- NAME…]`: runs every recipe of `runs/` on an embedded
 * Temporal with fake activities, and keeps the history as `NAME.json`.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NightWorld, resultOf as resultOfNight } from '../workflows/backup/night-world';
import { resultOf, World } from '../workflows/world';
import { fileOf } from './support/format';
import type { NightRecipe, Recipe } from './support/types';

const all = readdirSync(join(__dirname, 'runs')).map((file) => basename(file, '.ts'));

const recipeOf = async (name: string): Promise<Recipe | NightRecipe> =>
  ((await import(`./runs/${name}`)) as { default: Recipe | NightRecipe }).default;

function keep(name: string, history: Parameters<typeof fileOf>[0], outcome: string): void {
  const text = fileOf(history);
  writeFileSync(join(__dirname, `${name}.json`), text);
  console.log(
    `${name}: ${outcome}, ${text.split('\n').length - 3} events, ${Math.round(text.length / 1024)} KiB`,
  );
}

async function recordApp(world: World, name: string, recipe: Recipe): Promise<void> {
  const app = world.appOf(structuredClone(recipe.plan));
  recipe.prepare?.(app);
  const run = await world.start(app, recipe.request, recipe.workflow);
  const last = (await recipe.act?.(run, app, world)) ?? run;
  const { outcome = 'looked' } = (await resultOf(last)) ?? {};
  keep(name, await last.fetchHistory(), outcome);
}

/** Its first run, where it goes on as another. */
async function recordNight(name: string, { apps, course, settings, act }: NightRecipe): Promise<void> {
  const world = await NightWorld.create(settings);
  try {
    const night = await world.start(apps, course);
    await act?.(night, world);
    const { outcome } = await resultOfNight(night);
    const first = world.env.client.workflow.getHandle(night.workflowId, night.firstExecutionRunId);
    keep(name, await first.fetchHistory(), outcome);
  } finally {
    await world.close();
  }
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    throw new Error(`no such recipe: ${unknown.join(', ')}; there are ${all.join(', ')}`);
  const recipes = await Promise.all(
    (wanted.length > 0 ? wanted : all).map(async (name) => ({ name, recipe: await recipeOf(name) })),
  );
  const apps = recipes.flatMap(({ name, recipe }) => ('plan' in recipe ? [{ name, recipe }] : []));
  if (apps.length > 0) {
    const world = await World.create();
    try {
      // One after the other: they are all of one app.
      for (const { name, recipe } of apps) await recordApp(world, name, recipe);
    } finally {
      await world.end();
    }
  }
  for (const { name, recipe } of recipes) if ('apps' in recipe) await recordNight(name, recipe);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
