import { fails, ok, stumbles } from '../../workflows/fakes';
import { rolling } from '../support/plans';
import type { Recipe } from '../support/types';

/** The lock is waited for, and what fails after the commit point is a warning. */
export default {
  plan: rolling(),
  prepare: (app) => app.on('acquireLock', stumbles('Locked'), ok).on('retire', fails('HostUnreachable')),
} satisfies Recipe;
