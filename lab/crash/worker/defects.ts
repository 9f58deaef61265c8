/** The planted defects themselves (see `../mutants`). All are of one kind: something that a worker had in mind, lost with its crash. */
import { posix } from 'node:path';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { siteOf } from '../../../src/activities/app/site';
import type { Deps } from '../../../src/activities/deps';
import { removeOneOffs } from '../../../src/host/oneoff';
import type { Guard } from '../../../src/host/types';
import type { AppScope } from '../../../src/protocol/scope';
import type { StepContext } from '../../../src/protocol/steps/activities';
import type { Control } from '../control';

export class Defects {
  constructor(private readonly control: Control) {}

  private is(name: string): boolean {
    return this.control.orders()?.mutant === name && this.control.struck();
  }

  guard(real: Guard): Guard {
    return {
      ...real,
      release: (...args) => (this.is('lock-kept') ? Promise.resolve(true) : real.release(...args)),
    };
  }

  interceptor(deps: Deps): ActivityInterceptorsFactory {
    return ({ info }) => ({
      inbound: {
        execute: async (input, next) => {
          const [args, context] = input.args as [Record<string, unknown>, StepContext<AppScope> | undefined];
          const type = info.activityType;
          if (this.is('undo-left-out') && context?.direction === 'undo') return { seconds: 0 };
          if (this.is('flag-leaked') && type === 'setMaintenance' && args.on === false) return { seconds: 0 };
          if (this.is('second-start') && type === 'runScript' && info.attempt > 1 && context) {
            const { host } = await siteOf(deps, context.scope.app);
            await host.exec(removeOneOffs(context.operation));
          }
          const result: unknown = await next(input);
          if (this.is('env-stale') && type === 'verifyRelease' && context) await copyFormerEnv(deps, context);
          return result;
        },
      },
    });
  }
}

async function copyFormerEnv(deps: Deps, { scope, expect }: StepContext<AppScope>): Promise<void> {
  const { host, app, paths } = await siteOf(deps, scope.app);
  for (const { target } of app.secrets)
    await host.exec([
      'cp',
      posix.join(paths.release(expect).tree, target),
      posix.join(scope.directory, target),
    ]);
}
