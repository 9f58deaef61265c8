import fc from 'fast-check';
import { createRedactor } from '../../src/host/redact';
import { after, collectAll, collectTail, type Collector } from '../../src/host/ssh/output';
import { cleanTail } from '../../src/host/ssh/tail';
import { tried } from '../property';

const escape = fc.constantFrom(
  '\u001b[31m',
  '\u001b[0m',
  '\u001b[2K',
  '\u001b[1;1H',
  '\u009b32m',
  '\u001b]0;title\u0007',
  '\u001b]8;;http://x\u001b\\',
  '\u0000',
  '\b',
  '\u0007',
  '\u001b',
);
/** Letters that nothing else in these tests is made of: each one that comes out is a piece of a secret. */
const secretLetters = 'ßþðЖЩЮ漢字🦉🗝'.split(/(?:)/u);
const secretWord = fc
  .array(fc.constantFrom(...secretLetters), { minLength: 4, maxLength: 40 })
  .map((letters) => letters.join(''));
const secret = fc.array(secretWord, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
const noise = fc.oneof(
  fc.constantFrom('\n', '\r\n', '\r', ' ', 'a long line of words ', 'é', '☐', '\t'),
  escape,
  fc.stringMatching(/^[a-z =:/]{0,12}$/),
);
const broken = fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes.map((byte) => byte | 0x80)));

/** Output with the secret in it, once as bytes in the pieces in which it may arrive. */
const outputs = fc
  .record({
    secret,
    before: fc.array(noise, { maxLength: 30 }),
    between: fc.array(fc.oneof(noise, broken, fc.constant('SECRET')), { maxLength: 30 }),
    cuts: fc.array(fc.nat({ max: 2000 }), { maxLength: 20 }),
    limit: fc.integer({ min: 1, max: 400 }),
  })
  .map(({ secret: value, before, between, cuts, limit }) => {
    const parts = [...before, '\n', ...between.map((part) => (part === 'SECRET' ? value : part))];
    const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort(
      (one, other) => one - other,
    );
    return { value, limit, bytes, chunks: at.slice(1).map((end, index) => bytes.subarray(at[index], end)) };
  });

const leaked = (text: string): string[] => secretLetters.filter((letter) => text.includes(letter));
const knows = (value: string) => {
  const redactor = createRedactor();
  redactor.add(value);
  return redactor;
};
const fill = (collector: Collector, chunks: Buffer[]): string => {
  chunks.forEach((chunk) => collector.push(chunk));
  return collector.text();
};

it('shows no piece of a secret, however the output was cut', () => {
  fc.assert(
    fc.property(outputs, ({ value, chunks, limit }) => {
      const { scrub } = knows(value);
      expect(leaked(cleanTail(fill(collectAll(), chunks), scrub))).toEqual([]);
      expect(leaked(cleanTail(fill(collectTail(limit), chunks), scrub))).toEqual([]);
    }),
    tried('redactor: chunks and tails'),
  );
});

it('keeps what it may keep, and finds the marker of a command in any pieces', () => {
  fc.assert(
    fc.property(outputs, ({ bytes, chunks, limit }) => {
      expect(fill(collectAll(), chunks)).toBe(bytes.toString('utf8'));
      const tail = collectTail(limit);
      fill(tail, chunks);
      const whole = bytes.subarray(-limit);
      const kept =
        bytes.length > limit
          ? whole.subarray(whole.includes(0x0a) ? whole.indexOf(0x0a) + 1 : whole.length)
          : bytes;
      expect(tail.bytes().equals(kept)).toBe(true);
      const rest = collectAll();
      const begun = after('roost-0123', rest.push);
      [Buffer.from('profile\nroost-'), Buffer.from('0123\n'), ...chunks].forEach((chunk) =>
        begun.push(chunk),
      );
      expect(rest.bytes().equals(bytes)).toBe(true);
    }),
    tried('redactor: chunks and tails'),
  );
});

it('leaves nothing that a terminal obeys, and finds a secret that a colour takes apart', () => {
  const torn = fc.record({
    value: secretWord,
    by: fc.array(
      fc.tuple(fc.nat({ max: 40 }), fc.constantFrom('\u001b[31m', '\u001b[0m', '\u009b1m', '\u0000')),
      { maxLength: 4 },
    ),
  });
  fc.assert(
    fc.property(torn, fc.array(noise, { maxLength: 10 }), ({ value, by }, around) => {
      const letters = by.reduce(
        (all, [at, code]) => all.toSpliced(Math.min(at, all.length), 0, code),
        [...value],
      );
      const clean = knows(value).scrub(`${around.join('')}\n${letters.join('')}\n${around.join('')}`);
      expect(leaked(clean)).toEqual([]);
      expect(clean).not.toMatch(/[^\P{Cc}\n\t]/u);
    }),
    tried('redactor: escape sequences'),
  );
});

it('knows a secret in each form that other texts give it, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 4, maxLength: 20 }), (value) => {
      const { scrub } = knows(value);
      for (const form of [
        value,
        JSON.stringify(value).slice(1, -1),
        encodeURIComponent(value),
        Buffer.from(value).toString('base64'),
      ]) {
        const pieces = scrub(`<${form}>`).split('[redacted]');
        expect(pieces.some((piece) => piece.includes(form))).toBe(false);
      }
    }),
    tried('redactor: forms'),
  );
});
