import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

/** How a screen can be written to; renderers take it and stay pure. */
export interface Theme {
  paint: Paint;
  /** Columns that a line may take. */
  width: number;
  unicode: boolean;
}

export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/**
 * A terminal whose size was never set, as that of a CI job or of `ssh -tt` in a script, shows that it has
 * none.
 */
export const columnsOf = ({ columns }: Stream): number => columns || 80;
export const rowsOf = ({ rows }: Stream): number => rows || 24;

export const plain: Theme = { paint: pc.createColors(false), width: 80, unicode: true };

/**
 * NO_COLOR (https://no-color.org) and --no-color override FORCE_COLOR, which overrides the kind of stream.
 */
export function themeOf(stream: Stream, env: NodeJS.ProcessEnv, noColor: boolean): Theme {
  const wanted = Boolean(env.FORCE_COLOR) || (stream.isTTY === true && env.TERM !== 'dumb');
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return {
    paint: pc.createColors(wanted && !noColor && !env.NO_COLOR),
    // A pipe has no width, and wrapped lines are harder to search.
    width: stream.isTTY ? columnsOf(stream) - 1 : Infinity,
    // The bare console of a VPS has neither the locale nor the glyphs.
    unicode: /utf-?8/i.test(locale) && env.TERM !== 'linux',
  };
}
