// Stands for `@temporalio/testing` in tests of the project `pure`: all but the servers, which native code starts.
const { refuse } = require('child_process');

module.exports = {
  ...require('../../node_modules/@temporalio/testing'),
  TestWorkflowEnvironment: {
    createLocal: refuse('a Temporal server'),
    createTimeSkipping: refuse('a Temporal server'),
  },
};
