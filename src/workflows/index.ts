/** The workflows, by the names under which they are started. */
export { deploy } from './deploy';
export { listReleases, planDeploy } from './looks';
