export { connectClient, type ConnectOptions, type Temporal } from './connect';
export { embeddedProcess, startEmbedded, stopEmbedded, type EmbeddedOptions, type EmbeddedServer } from './embedded';
export { retentionDays } from './namespace';
export { resolveConnection, type ResolvedConnection } from './resolve';
export { searchAttributes, type SearchAttributeName } from './search-attributes';
export { stateFiles, type StateFiles, type TemporalState } from './state';
export { runPage } from './ui';
