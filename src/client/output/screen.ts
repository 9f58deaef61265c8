import { Live } from './live';
import { printable } from './text';
import { themeOf, type Stream, type Theme } from './theme';

/**
 * The two streams of a command. With --json only the one document goes to
 * stdout; notes on the progress go to stderr.
 */
export class Screen {
  readonly theme: Theme;
  readonly errorTheme: Theme;

  constructor(
    private readonly out: Stream,
    private readonly err: Stream,
    env: NodeJS.ProcessEnv,
    readonly options: { json: boolean; noColor: boolean },
  ) {
    this.theme = themeOf(out, env, options.noColor);
    this.errorTheme = themeOf(err, env, options.noColor);
  }

  /** The answer itself. */
  print(lines: string[]): void {
    write(this.out, lines);
  }

  /** Notes on the progress, before the answer. */
  note(...lines: string[]): void {
    write(this.options.json ? this.err : this.out, lines);
  }

  error(lines: string[]): void {
    write(this.err, lines);
  }

  document(value: unknown): void {
    this.out.write(`${JSON.stringify(value, null, 2).replace(/[\u007f-\u009f]/g, escaped)}\n`);
  }

  /** Present where lines may be drawn again in place. */
  live(): Live | undefined {
    return this.out.isTTY && !this.options.json ? new Live(this.out) : undefined;
  }

  get interactive(): boolean {
    return this.out.isTTY === true && !this.options.json;
  }
}

function write(stream: Stream, lines: string[]): void {
  if (lines.length > 0) stream.write(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** `JSON.stringify` does not escape these, and terminals interpret some. */
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
