/**
 * Every feature of the Compose specification, described by what its
 * own tests and those of Docker Compose ask.
 */
import { fileFeatures } from './file-features';
import { networkFeatures } from './network-features';
import { serviceFeatures } from './services';

export type { Feature } from './feature';

export const features = [...serviceFeatures, ...networkFeatures, ...fileFeatures];
