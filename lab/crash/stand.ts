/** What a matrix stands on: a lab with a lane a host, and the workflow bundle of its workers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Log } from '../engine';
import { labUp } from '../lab';
import { openLane, type Lane } from './lane';

export interface Stand {
  lanes: Lane[];
  close(options?: { keepLab?: boolean }): Promise<void>;
}

export async function openStand(name: string, hosts: number, log: Log): Promise<Stand> {
  const lab = await labUp({ name, hosts, log });
  const bundle = join(lab.dir, 'crash-bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../src/workflows'),
    workflowInterceptorModules: [require.resolve('./worker/workflow-points')],
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(bundle, code);
  const lanes: Lane[] = [];
  const close = async ({ keepLab = false } = {}): Promise<void> => {
    await Promise.all(lanes.map((lane) => lane.close()));
    if (!keepLab) await lab.down();
  };
  try {
    for (const host of lab.hosts.slice(0, hosts)) lanes.push(await openLane(lab, host, bundle));
    await Promise.all(lanes.map((lane) => lane.up()));
  } catch (error) {
    await close();
    throw error;
  }
  return { lanes, close };
}
