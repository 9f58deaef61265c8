/** Two places in which a release of an app may run beside the other. Pure. */
import type { Slot } from '../../protocol/steps/release';

/** The alias on the proxy's network by which the proxy reaches a slot. */
export const slotAlias = (app: string, slot: Slot): string => `${app}-${slot}`;

export const slots: Slot[] = ['blue', 'green'];
