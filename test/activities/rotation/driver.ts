/** One rotation in a process of its own, for `killed.process.test.ts`: `driver.ts OPTIONS-AS-JSON`. */
import { World, type Options } from './world';

async function main(): Promise<void> {
  const world = new World(JSON.parse(process.argv[2]!) as Options);
  process.stdout.write('begins\n');
  await world.rotate({}, `run-${process.pid}`);
  process.stdout.write('done\n');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
