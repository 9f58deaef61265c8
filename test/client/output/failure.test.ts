import { failureLines } from '../../../src/client/output/failure';
import { plain } from '../../../src/client/output/theme';
import { fillIn } from '../../../src/errors/hint';

test('code and message, the output below it, then what to do', () => {
  expect(
    failureLines(
      { code: 'BuildFailed', message: 'it ended with 1\nline one\n\nline two\n', hint: 'Mend it.' },
      plain,
    ),
  ).toEqual(['BuildFailed: it ended with 1', '  | line one', '  |', '  | line two', 'What to do: Mend it.']);
});

test('a hint names what the operator has in hand, so that it can be copied', () => {
  expect(fillIn('`roost decide RUN`, `roost status APP`', { RUN: 'deploy-x-1', APP: null })).toBe(
    '`roost decide deploy-x-1`, `roost status APP`',
  );
});
