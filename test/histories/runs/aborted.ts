import { fails } from '../../workflows/fakes';
import { answer } from '../../workflows/world';
import { breaking } from '../support/plans';
import type { Recipe } from '../support/types';

export default {
  plan: breaking(),
  prepare: (app) => app.on('verify', fails('UrlFailed')),
  act: async (run) => void (await answer(run, 'abort')),
} satisfies Recipe;
