/** What a commit names, and its checkout does not have. */
import { plainText } from '../../../lib/plain-text';
import { shellScript } from '../../../lib/shell-script';
import type { DeployFacts } from '../../../plan/release/facts';
import type { Site } from '../../app/site';

const program = shellScript(__dirname, 'left-out');

export async function leftOut(
  { host, paths }: Pick<Site, 'host' | 'paths'>,
  commit: string,
): Promise<NonNullable<DeployFacts['leftOut']>> {
  const { stdout } = await host.exec(program(paths.mirror, commit));
  const lines = stdout.split('\n').filter(Boolean).map(plainText);
  return {
    submodules: lines.flatMap((line) => (line.startsWith('submodule ') ? [line.slice(10)] : [])),
    lfs: lines.includes('lfs'),
  };
}
