import type { WorkflowHandle } from '@temporalio/client';
import type { Plan } from '../../../src/protocol/plan';
import type { Course, NightWorld } from '../../workflows/backup/night-world';
import type { FakeApp } from '../../workflows/fakes';
import type { Run, World } from '../../workflows/world';

/** A run worth keeping: a file in `runs/`, recorded as `NAME.json` by `npm run histories`. */
export interface Recipe {
  /** From a real planner, so that recorded inputs are real ones. */
  plan: Plan;
  /** Default: `deploy`. */
  workflow?: string;
  request?: object;
  /** What its activities do; default: all is well. */
  prepare?(app: FakeApp): void;
  /**
   * What is done to the run while it goes on; returns the run that is
   * to be recorded, if that is another one.
   */
  act?(run: Run, app: FakeApp, world: World): Promise<Run | void>;
}

/** The same of a night, over runs of apps that do what their names say (`night-stubs.ts`). */
export interface NightRecipe {
  apps: string[];
  course?: Partial<Course>;
  /** Of the server. */
  settings?: string[];
  /** What is done to it while it goes on. */
  act?(night: WorkflowHandle, world: NightWorld): Promise<void>;
}
