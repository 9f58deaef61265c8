import { deployOf } from './deploy';

/** The new container starts and answers no health check; the former one comes back. */
export const neverHealthy = deployOf('never-healthy', 'never-healthy', 'recreate');
