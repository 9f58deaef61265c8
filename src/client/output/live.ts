import { printable, shorten } from './text';
import { columnsOf, rowsOf, type Stream } from './theme';

/** Lines that are drawn again in place, on a terminal. */
export class Live {
  private drawn = 0;

  constructor(private readonly stream: Stream) {}

  draw(lines: string[]): void {
    // What does not fit on the screen cannot be reached by the cursor again: keep the end, where things move.
    const rows = Math.max(3, rowsOf(this.stream) - 1);
    this.write(lines.slice(-rows).map((line) => shorten(line, columnsOf(this.stream) - 1)));
    this.drawn = Math.min(lines.length, rows);
  }

  /** Draws for the last time, whole and unshortened. */
  finish(lines: string[]): void {
    this.write(lines);
    this.drawn = 0;
  }

  private write(lines: string[]): void {
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A\r` : '';
    this.stream.write(`${up}\u001b[J${lines.map((line) => `${printable(line)}\n`).join('')}`);
  }
}
