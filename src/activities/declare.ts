/** Makes activities of an operation's steps. */
import { readUptime } from '../host/uptime';
import { appAndHost, type Scope } from '../protocol/scope';
import type { StepContext, StepReport, UnlockedContext } from '../protocol/steps/activities';
import { activity, timed, type About } from './activity';
import { retryIfRestarted } from './app/containers/restarts';
import type { Deps } from './deps';
import { requireDurable, type Durable } from './scope/durable';
import type { StepPart } from './scope/step';
import { isBegun, markBegun } from './scope/step-marks';
import type { ScopeSite } from './scope/types';

/** What a step answers: a note for the checklist, by itself or with more. */
export type StepAnswer = string | ({ note: string } & Omit<StepReport, 'seconds' | 'note'>);

/** What a step does. */
export type StepBody<S, A> = (site: S, args: A) => Promise<StepAnswer>;

/** A step that is unlike the others. */
export interface Exception<S, A> {
  run: StepBody<S, A>;
  /** Has a fence of its own, so no mark is left that it has begun. */
  unmarked?: true;
  /** Its files are on the host's disk when it ends: later steps, and later operations, come back to them. */
  durable?: Durable;
}

/** The steps of one operation, by kind. */
export type StepTable<S, Args> = { [K in keyof Args]: StepBody<S, Args[K]> | Exception<S, Args[K]> };

/** How a step of one operation finds what it works on. */
export interface StepSetup<C, S> {
  site(deps: Deps, context: C): Promise<S>;
  /** Before the step's work begins. */
  prepare?(site: S): Promise<void>;
}

type Declared<Args, C> = { [K in keyof Args]: (args: Args[K], context: C) => Promise<StepReport> };

/** Steps that hold the lock. */
export function lockedSteps<Args, S extends ScopeSite & StepPart<C>, C extends Scope>(
  deps: Deps,
  { site: siteOf, prepare }: StepSetup<StepContext<C>, S>,
  table: StepTable<S, Args>,
): Declared<Args, StepContext<C>> {
  return each(table, ({ run, unmarked, durable }) =>
    activity(
      deps,
      (args: never, context: StepContext<C>) =>
        reported(deps, context.scope, async () => {
          const site = await siteOf(deps, context);
          const marks = context.direction === 'forward' && !unmarked;
          // Side by side: the app may be down meanwhile.
          const [before] = await Promise.all([
            marks ? markBegun(site) : readUptime(site.host),
            prepare?.(site),
          ]);
          if (context.ifBegun && !(await isBegun(site))) return 'it had not begun';
          return retryIfRestarted(site.host, before, async () => {
            const answer = await run(site, args);
            if (durable) await requireDurable(site, before, durable);
            return answer;
          });
        }),
      aboutStep,
    ),
  );
}

/** Steps that hold no lock. */
export function unlockedSteps<Args, S, C extends Scope>(
  deps: Deps,
  { site: siteOf }: StepSetup<UnlockedContext<C>, S>,
  table: { [K in keyof Args]: StepBody<S, Args[K]> },
): Declared<Args, UnlockedContext<C>> {
  return each(table, ({ run }) =>
    activity(
      deps,
      (args: never, context: UnlockedContext<C>) =>
        reported(deps, context.scope, async () => run(await siteOf(deps, context), args)),
      aboutStep,
    ),
  );
}

/** The same parts, but a fleet file that has become invalid hinders nothing. */
export const byLastFleet = (deps: Deps): Deps => ({ ...deps, fleet: () => deps.lastFleet() });

type AnyStep = Exception<unknown, never>;

function each<Args, C>(
  table: object,
  make: (step: AnyStep) => (args: never, context: C) => Promise<StepReport>,
): Declared<Args, C> {
  const steps = Object.entries(table as Record<string, AnyStep['run'] | AnyStep>);
  return Object.fromEntries(
    steps.map(([kind, step]) => [kind, make(typeof step === 'function' ? { run: step } : step)]),
  ) as Declared<Args, C>;
}

async function reported(
  { redactor }: Deps,
  scope: Scope,
  work: () => Promise<StepAnswer>,
): Promise<StepReport> {
  const { value, seconds } = await timed(work);
  const { note, ...more } = typeof value === 'string' ? { note: value } : value;
  const { host } = appAndHost(scope);
  const { scrub } = host === null ? redactor : redactor.of(host);
  return { seconds, note: scrub(note).slice(0, 500) || undefined, ...more };
}

const aboutStep = (_: unknown, { scope, step, operation, direction }: UnlockedContext): About => ({
  ...appAndHost(scope),
  step,
  operation,
  direction,
});
