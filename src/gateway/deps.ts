import type { Answered } from './answers';
import type { DeliverDeps } from './deliver';
import type { OwnNames } from './own-names';

export interface GatewayDeps extends DeliverDeps {
  /** IP addresses of the tunnel. */
  tunnel: string[];
  own: OwnNames;
  /** Called with every answer to a delivery, refusals too; must not throw. */
  onAnswer(answered: Answered, error?: unknown): void;
}
