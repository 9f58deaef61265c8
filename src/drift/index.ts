/** Whether hosts are still what `roost provision` has made of them. */
export {
  driftNames,
  keepHosts,
  noteFailedLook,
  noteLook,
  readLooks,
  type HostLook,
  type HostLooks,
} from './file';
export { lookAt, type Looked } from './look';
