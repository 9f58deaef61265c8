import fc from 'fast-check';
import { Screen } from '../../../src/client/output/screen';
import { tried } from '../../property';

it('prints colours, and nothing else that a terminal obeys', () => {
  const piece = fc.constantFrom(
    'text',
    '\u001b[31m',
    '\u001b[0m',
    '\u001b[2J',
    '\u001b]52;c;eA==\u0007',
    '\u009b2J',
    '\u001b',
    '[',
    '\r',
    '\b',
    '\u0000',
    '\u007f',
    'ü',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      let written = '';
      const stream = { write: (text: string) => ((written += text), true) } as unknown as NodeJS.WriteStream;
      const screen = new Screen(stream, stream, {}, { json: false, noColor: false });
      screen.print([pieces.join('')]);
      screen.error([pieces.join('')]);
      const rest = written.replace(/\u001b\[[\d;]*m/g, '');
      expect(rest).not.toMatch(/[^\P{Cc}\n\t]/u);
      expect(rest.match(/text/g)?.length ?? 0).toBe(2 * pieces.filter((one) => one === 'text').length);
    }),
    tried('screen: control characters'),
  );
});
