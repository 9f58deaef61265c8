import { MockActivityEnvironment } from '@temporalio/testing';
import { activity } from '../../src/activities/activity';
import type { Deps } from '../../src/activities/deps';
import { RoostError } from '../../src/errors';
import { createRedactor } from '../../src/host/redact';

const KEY = '-----BEGIN PRIVATE KEY-----\nb3Bl\n-----END PRIVATE KEY-----';

it('keeps the code of an error whose details hold a key, and takes the key out', async () => {
  const redactor = createRedactor();
  redactor.add('a "quoted" secret');
  const fn = activity({ redactor } as unknown as Deps, async () => {
    throw new RoostError('ScriptFailed', `no: ${KEY}`, {
      stderr: `cut ${KEY.slice(0, 30)}`,
      lines: ['a "quoted" secret', { end: KEY.slice(5) }],
      code: 7,
      none: null,
    });
  });
  await expect(new MockActivityEnvironment().run(fn)).rejects.toMatchObject({
    type: 'ScriptFailed',
    message: 'no: [redacted]',
    details: [
      {
        code: 'ScriptFailed',
        message: 'no: [redacted]',
        details: { stderr: 'cut [redacted]', lines: ['[redacted]', { end: '[redacted]' }], code: 7, none: null },
      },
    ],
  });
});
