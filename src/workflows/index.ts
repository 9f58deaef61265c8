/** The workflows, by the names under which they are started. */
export { compareHeads } from './compareHeads';
export { deploy } from './deploy';
export { inbox } from './inbox';
export { listReleases, planDeploy, planRollback } from './looks';
export { notify } from './notify';
export { rollback } from './rollback';
