import { RoostError } from '../../errors';
import { shellScript } from '../../lib/shell-script';

const upload = shellScript(__dirname, 'upload');

export function uploadCommand(path: string, bytes: number, mode: number): string[] {
  if (!path.startsWith('/'))
    throw new RoostError('BadRequest', `An upload needs an absolute path, not ${path}.`);
  return upload(path, mode.toString(8).padStart(4, '0'), String(bytes));
}

export const downloadCommand = (path: string): string[] => ['cat', '--', path];
