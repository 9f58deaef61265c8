/** Small apps as their owners bring them: started by hand, then taken over. Each stands for a kind. */
import { changesCases } from './changes';
import { contentCases } from './content';
import { filesCases } from './files';
import { healthCases } from './health';
import { startsCases } from './starts';

export type { ComposeCase, Outcome } from './types';

export const cases = [...filesCases, ...healthCases, ...contentCases, ...changesCases, ...startsCases];
