/** How long a lost host's apps need until they serve again on another, and whether all their data are there. */
import { clearedAfter } from '../lab/interrupt';
import { compareData } from './recover/compare';
import { openStage, ROWS, type Recovered, type Stage } from './recover/stage';
import { round, type Bench, type BenchResult } from './types';

/** Of 1 GB of rows and 2 GB of files. */
const SIZE = 0.05;
const SHOWN = 10;

/** `--size 1`: a database of 1 GB and 2 GB of files. */
export const recoverBench: Bench = async (say, flags) => {
  const at = flags.indexOf('--size');
  const size = at < 0 ? SIZE : Number(flags[at + 1]);
  if (!(size > 0 && size <= 2)) throw new Error('--size is a number up to 2, such as 0.05');
  let close: (() => Promise<void>) | undefined;
  return clearedAfter(
    async (interrupted) => {
      const stage = await openStage(size, say, (closing) => (close = closing));
      interrupted.throwIfAborted();
      say('the host is lost');
      await stage.lose();
      const recovered = await stage.recover();
      say(`recovered in ${recovered.seconds} s`);
      return report(stage, recovered, size, await dataOf(stage, say));
    },
    async () => close?.(),
    say,
  );
};

type Data = Awaited<ReturnType<typeof dataOf>>;

/** What came back, beside what was backed up, and beside what the host held when it was lost. */
async function dataOf({ copyOfRecovered, copies }: Stage, say: (text: string) => void) {
  const now = await copyOfRecovered();
  const wanted = compareData(copies.backedUp, now);
  for (const line of wanted.different.slice(0, SHOWN)) say(line);
  // One row and one file are newer than the backup: a comparison that does not see that sees nothing.
  const lost = compareData(copies.lost, now);
  if (lost.different.length !== 2)
    throw new Error(
      `the host held one row and one file more than its backup, and the comparison found ${lost.different.length}`,
    );
  return { ...wanted, lost: lost.different };
}

function report(
  { downFor }: Stage,
  { seconds, steps, apps, answers }: Recovered,
  size: number,
  data: Data,
): BenchResult {
  const first = answers.find(({ voicemails }) => voicemails === ROWS);
  const figures = {
    seconds,
    dataEqual: data.different.length === 0 && data.rows > ROWS && data.files > 0,
    compared: { rows: data.rows, files: data.files, bytes: data.bytes, different: data.different.length },
    // Asked through the proxy of the new host: when phone answered with all its rows, and how often with fewer.
    answered: first ? round(downFor(first.answered)) : null,
    incomplete: answers.filter(({ voicemails }) => voicemails !== ROWS).length,
    apps: apps.map(({ app, rpo, rto }) => ({ app, rpo, rto })),
    steps,
    size,
  };
  const chain = Object.entries(steps).flatMap(([id, each]) => (/^(deploy|restore)-/.test(id) ? [each] : []));
  return {
    ratios: { sideBySide: round(chain.reduce((sum, each) => sum + each, 0) / seconds) },
    figures,
    table: [
      `${apps.length} apps, ${size} GB of rows and ${2 * size} GB of files back in ${seconds} s`,
      `compared: ${data.rows} rows, ${data.files} files, ${data.bytes} bytes; different: ${data.different.length}`,
      `phone answers after ${figures.answered} s, ${figures.incomplete} times without all its rows`,
      ...apps.map(({ app, rpo, rto }) => `${app.padEnd(12)} data ${rpo} s old, open after ${rto} s`),
      ...Object.entries(steps).map(([id, each]) => `${id.padEnd(20)}${String(each).padStart(8)} s`),
    ].join('\n'),
  };
}
