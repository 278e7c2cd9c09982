/** Ends a test run with one line that scripts can read: `N passed, N failed`. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError !== undefined).length;
    const failed = results.numFailedTests + broken;
    console.log(`${results.numPassedTests} passed, ${failed} failed`);
  }
};
