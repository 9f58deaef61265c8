export type { GatewayState } from '../services/background-gateway';
export { connectClient, lazyClient, type ConnectOptions, type Temporal } from './connect';
export { down, type DownOptions, type DownResult } from '../services/down';
export {
  embeddedProcess,
  startEmbedded,
  stopEmbedded,
  type EmbeddedOptions,
  type EmbeddedServer,
} from '../services/embedded';
export { inboxId, signalInbox } from './inbox';
export { retentionDays } from './namespace';
export { listPollers, type Poller } from './pollers';
export { resolveConnection, type ResolvedConnection } from './resolve';
export { searchAttributes, type SearchAttributeName } from '../protocol/search-attributes';
export { stateFiles, type StateFiles, type TemporalState } from '../lib/state';
export { taskQueue } from '../protocol/task-queue';
export { runPage } from './ui';
export { up, upInForeground, type ForegroundOptions, type UpOptions, type UpResult } from '../services/up';
