/** The workflows, by the names under which they are started. */
export { archive } from './archive/archive';
export { backup } from './backup/backup';
export { cloudflareAdopt, cloudflareApply, cloudflareRotate } from './cloudflare/cloudflare';
export { compareHeads } from './release/compareHeads';
export { compareHosts } from './provision/compareHosts';
export { deploy } from './release/deploy';
export { drill } from './drill/drill';
export { nightlyDrill } from './drill/nightlyDrill';
export { rehearsals } from './drill/rehearsals';
export { rehearse } from './drill/rehearse';
export { hostFacts } from './host/hostFacts';
export { provision } from './provision/provision';
export { patch } from './patch/patch';
export { patchHosts } from './patch/patchHosts';
export { inbox } from './release/inbox';
export {
  listReleases,
  planArchive,
  planBackup,
  planCloudflareAdopt,
  planCloudflareApply,
  planCloudflareRotate,
  planDeploy,
  planDrill,
  planHostFacts,
  planMove,
  planPatch,
  planProvision,
  planRecover,
  planRehearse,
  planRestore,
  planRestores,
  planRollback,
  planRotate,
  reviewAccess,
} from './run/read-only';
export { nightlyBackup } from './backup/nightlyBackup';
export { move } from './move/move';
export { notify } from './notify';
export { recover } from './recover/recover';
export { restore } from './restore/restore';
export { restoreApps } from './restore/restoreApps';
export { rollback } from './release/rollback';
export { rotate } from './rotation/rotate';
