import { fails } from '../../workflows/fakes';
import { rolling } from '../support/plans';
import type { Recipe } from '../support/types';

export default {
  plan: rolling(),
  prepare: (app) => app.on('verify', fails('UrlFailed', '502 instead of 200')),
} satisfies Recipe;
