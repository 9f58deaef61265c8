/**
 * A drill restores its data a second time, over data that it has damaged: under names of an operation of its
 * own.
 */
import { digestOf } from '../../lib/digest';
import type { StepSite } from '../app/site';

/** Ten digits, as any operation has. */
export const againOf = (operation: string): string => digestOf(`${operation} again`).slice(0, 10);

/** The fence stays that of the run. */
export const inAgain = (site: StepSite, again: true | undefined): StepSite =>
  again ? { ...site, context: { ...site.context, operation: againOf(site.context.operation) } } : site;
