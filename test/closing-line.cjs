/** Ends a test run with one line that scripts can read: `N passed, N failed`, after everything else that jest prints. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError !== undefined && file.testExecError !== null).length;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed`;
    process.once("exit", () => process.stdout.write(`${line}\n`));
  }
};
