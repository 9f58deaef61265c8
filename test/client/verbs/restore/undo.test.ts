import { Command } from 'commander';
import { defineRestore } from '../../../../src/client/verbs/restore/restore';

it('an undo takes its options, though the verb above it has the same', async () => {
  const seen: unknown[][] = [];
  const program = new Command().exitOverride();
  defineRestore(
    program,
    () =>
      async (...args) =>
        void seen.push(args),
  );
  await program.parseAsync(['restore', 'undo', 'restore-phone-1', '--plan', '--reason', 'why'], {
    from: 'user',
  });
  const [run, , command] = seen[0] as [string, object, Command];
  expect(run).toBe('restore-phone-1');
  expect(command.optsWithGlobals()).toMatchObject({ plan: true, reason: 'why' });
});
