export { availability, type Availability, type Log } from './engine';
export { asRoot, exec, tryExec, type ExecOptions } from './exec';
export { dropSsh, killHost, startDocker, startHost, startSsh, stopDocker, stopSsh } from './faults';
export { labDown, labList, labOpen, labUp, type UpOptions } from './lab';
export { benchLabels } from './repos/phone';
export type { Repository } from './repos/repository';
export { resetHost } from './reset';
export { startByScript } from './script';
export type { Lab, LabHost, LabState } from './types';
