/** The workflows, by the names under which they are started. */
export { backup } from './backup';
export { compareHeads } from './compareHeads';
export { deploy } from './deploy';
export { inbox } from './inbox';
export { listReleases, planBackup, planDeploy, planRollback } from './looks';
export { nightlyBackup } from './nightlyBackup';
export { notify } from './notify';
export { rollback } from './rollback';
