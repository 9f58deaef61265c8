/** The activities of steps: one for each kind, all called alike by the engine. */
import type { Lease } from '../lock';
import type { AppScope, FleetScope, HostScope, Scope } from '../scope';
import type { UnlockedKind } from './backup';
import type { CloudflareStepArgs } from './cloudflare';
import type { HostStepArgs } from './host';
import type { PatchStepArgs } from './patch';
import type { ProvisionStepArgs } from './provision';
import type { RecoverStepArgs } from './recover';
import type { RehearsalStepArgs } from './rehearsal';
import type { RotationStepArgs } from './rotation';
import type { StepKind, ArgsOf, Found } from './step';

/** What every step gets besides its own arguments. */
export interface StepContext<S extends Scope = Scope> {
  scope: S;
  operation: string;
  /** The step's id in the plan. */
  step: string;
  /** How often an operator asked for this step again; part of its job's name. */
  ordinal: number;
  lease: Lease;
  /** The release that must be current; checked on the host. */
  expect: number;
  direction: 'forward' | 'undo';
  /** Of an undo: only if the step has begun in this operation, in whichever run. */
  ifBegun?: true;
  /** Who asked, and why; for records and flags. */
  by: string;
  reason?: string;
}

export interface StepReport {
  seconds: number;
  note?: string;
  warnings?: string[];
  found?: Found;
}

/** Of a step that holds no lock. */
export type UnlockedContext<S extends Scope = Scope> = Omit<StepContext<S>, 'lease'>;

type ContextOf<K extends StepKind> = K extends UnlockedKind
  ? UnlockedContext<AppScope>
  : K extends keyof (CloudflareStepArgs & RotationStepArgs & RehearsalStepArgs)
    ? StepContext<FleetScope>
    : StepContext<
        K extends keyof (HostStepArgs & ProvisionStepArgs & PatchStepArgs & RecoverStepArgs)
          ? HostScope
          : AppScope
      >;

export type StepActivities = {
  [K in StepKind]: (args: ArgsOf<K>, context: ContextOf<K>) => Promise<StepReport>;
};
