/** Every scenario of the matrix. To add one: a file beside this one, and its name here. */
import { adoption } from './adoption';
import { backup } from './backup';
import { breaking } from './breaking';
import { breakingFails } from './breaking-fails';
import { drill } from './drill';
import { failingBuild } from './failing-build';
import { failingPostdeploy } from './failing-postdeploy';
import { hostFacts } from './host-facts';
import { inbox } from './inbox';
import { move } from './move';
import { neverHealthy } from './never-healthy';
import { night } from './night';
import { provision } from './provision';
import { recover } from './recover';
import { recreate } from './recreate';
import { restore } from './restore';
import { rollback, rollbackData } from './rollback';
import { rolling } from './rolling';
import { rotate } from './rotate';
import { stackRecreate, stackRollback, stackRolling, stackUndo } from './stack';
import type { Scenario } from './types';

export const scenarios: Scenario[] = [
  recreate,
  rolling,
  failingBuild,
  neverHealthy,
  failingPostdeploy,
  breaking,
  breakingFails,
  adoption,
  rollback,
  rollbackData,
  inbox,
  backup,
  night,
  restore,
  drill,
  hostFacts,
  stackRecreate,
  stackUndo,
  stackRolling,
  stackRollback,
  move,
  recover,
  provision,
  rotate,
];
