/** Mocha's spec reporter, which also leaves the counts in the file that `CMOS_TEST_RESULTS` names. */
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class CountingReporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const started = Date.now();
    const failures = [];
    const skipped = [];
    runner.on('fail', (test, error) =>
      failures.push({ title: test.fullTitle(), message: String(error?.message ?? error) }),
    );
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.once('end', () => {
      // A skipped test is told of by name: what was not run must not look as if it had passed.
      for (const title of skipped) console.log(`  skipped: ${title}`);
      const file = process.env.CMOS_TEST_RESULTS;
      if (file === undefined) return;
      const { passes = 0 } = runner.stats ?? {};
      writeFileSync(
        file,
        JSON.stringify({
          passed: passes,
          failed: failures.length,
          skipped: skipped.length,
          failures,
          durationMs: Date.now() - started,
        }),
      );
    });
  }
};
