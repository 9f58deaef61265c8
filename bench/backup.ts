/** How long a night takes beside the fleet's bash script, and what it costs with many apps. */
import { clearedAfter } from '../lab/interrupt';
import { measureNights, type NightFigures } from './backup/night';
import { measureScale, type ScaleFigures } from './backup/scale';
import { openStage } from './backup/stage';
import { measureVolume } from './backup/volume';
import type { Bench, BenchResult } from './types';

const APPS = 20;

type Say = (text: string) => void;
type Opened = (close: () => Promise<void>) => void;

/** `--volume 10`: instead, a volume of 10 GB in 100,000 files. */
export const backupBench: Bench = async (say, flags) => {
  const at = flags.indexOf('--volume');
  if (at >= 0) {
    const size = Number(flags[at + 1]);
    if (!(size > 0 && size <= 20)) throw new Error('--volume is a number of GB up to 20, such as 1');
    return cleared(say, (interrupted, opened) => measureVolume(size, say, interrupted, opened));
  }
  const nights = await cleared(say, async (interrupted, opened) =>
    measureNights(await openStage(APPS, say, opened), interrupted, say),
  );
  return report(nights, await cleared(say, (interrupted, opened) => measureScale(say, interrupted, opened)));
};

/** What `opened` is told is cleared up at the end, also by Ctrl-C. */
function cleared<T>(say: Say, body: (interrupted: AbortSignal, opened: Opened) => Promise<T>): Promise<T> {
  let close: (() => Promise<void>) | undefined;
  return clearedAfter(
    (interrupted) => body(interrupted, (closing) => (close = closing)),
    async () => close?.(),
    say,
  );
}

function report({ ratios, figures }: NightFigures, scale: ScaleFigures): BenchResult {
  const { eventsPerApp, nightSeconds, workerMbAt1000 } = scale.figures;
  return {
    ratios: { ...ratios, ...scale.ratios },
    figures: { ...figures, ...scale.figures },
    table: [
      `${figures.apps} apps, medians of ${figures.rounds} nights    script ${figures.script} s, roost ${figures.roost} s: ${ratios.speedup} times as fast`,
      `over the floor                   ${ratios.overFloor} (mean chain ${figures.chain} s, slowest ${figures.slowestChain} s, six at once)`,
      ...Object.entries(eventsPerApp).map(
        ([count, events]) =>
          `${count.padStart(5)} apps, hosts at once     ${events} events for each, ${nightSeconds[count]} s`,
      ),
      `worker at 1000 apps              ${workerMbAt1000} MB at most`,
    ].join('\n'),
  };
}
