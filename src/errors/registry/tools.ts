/** Tools and secrets. */
import { entry, Exit, type ErrorEntry } from './entry';

export const toolsErrors = {
  CheckFailed: entry(false, Exit.config, 'Correct what is marked above, then check again.'),
  ToolMissing: entry(false, Exit.config, 'Install the named tool, or let roost fetch it: `roost check`.'),
  SecretKeyWrong: entry(
    false,
    Exit.config,
    'See that secrets.age.keyFile holds the key for which the file was encrypted (sops updatekeys).',
  ),
  PushRefused: entry(
    false,
    Exit.refused,
    'Let the key of the host push to the repository;',
    'where the branch is protected, set secrets.commit: branch in the fleet file.',
  ),
  SecretInvalid: entry(false, Exit.config, 'Open the file with sops, correct and commit it.'),
} satisfies Record<string, ErrorEntry>;
