/** What a matrix stands on: a lab with a lane a host, and the workflow bundle of its workers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Log } from '../engine';
import { labUp } from '../lab';
import { openLane, type Lane } from './lane';
import { labWithoutHosts } from './without-hosts';

export interface Stand {
  lanes: Lane[];
  close(options?: { keepLab?: boolean }): Promise<void>;
}

/** `each`: hosts of a lane; 0: it has none that answers. */
export async function openStand(name: string, lanes: number, log: Log, each: 0 | 1 | 2 = 1): Promise<Stand> {
  const lab =
    each === 0 ? await labWithoutHosts(name, lanes, log) : await labUp({ name, hosts: lanes * each, log });
  const bundle = join(lab.dir, 'crash-bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../src/workflows'),
    workflowInterceptorModules: [require.resolve('./worker/workflow-points')],
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(bundle, code);
  const open: Lane[] = [];
  const close = async ({ keepLab = false } = {}): Promise<void> => {
    await Promise.all(open.map((lane) => lane.close()));
    if (!keepLab) await lab.down();
  };
  try {
    for (let i = 0; i < lanes; i += 1) {
      const of = Math.max(1, each);
      const [host, second] = lab.hosts.slice(i * of, (i + 1) * of);
      open.push(await openLane(lab, [host!, second], bundle));
    }
    await Promise.all(open.map((lane) => lane.up()));
  } catch (error) {
    await close();
    throw error;
  }
  return { lanes: open, close };
}
