import { runKindOf } from '../../../src/protocol/plan-kinds';
import { helpers } from '../../../src/temporal/runs/run-query';
import * as workflows from '../../../src/workflows';

test('every workflow is a run or a helper: lists and audit hold only runs', () => {
  const others = Object.keys(workflows).filter((name) => runKindOf(name) === null);
  expect(helpers.slice().sort()).toEqual(others.sort());
});
