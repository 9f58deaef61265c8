import type { Answered } from './hooks/answers';
import type { DeliverDeps } from './hooks/deliver';
import type { OwnNames } from './ui/own-names';

export interface GatewayDeps extends DeliverDeps {
  /** IP addresses of the tunnel. */
  tunnel: string[];
  own: OwnNames;
  /** Called with every answer to a delivery, refusals too; must not throw. */
  onAnswer(answered: Answered, error?: unknown): void;
}
