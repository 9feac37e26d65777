/** The suite that runs inside VS Code: loads every bundled test, runs them with mocha, and leaves the counts in a file. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Called by VS Code. Rejects where a test failed or none ran. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true, reporter: 'spec', color: false });
  const folder = path.join(__dirname, 'suite');
  for (const name of readdirSync(folder)) if (name.endsWith('.test.js')) mocha.addFile(path.join(folder, name));
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const failures: { title: string; message: string }[] = [];
    let passed = 0;
    const runner = mocha.run((failed) => {
      const file = process.env['CMOS_TEST_RESULTS'];
      if (file !== undefined) {
        writeFileSync(file, JSON.stringify({ passed, failed, failures, durationMs: Date.now() - started }));
      }
      if (failed > 0) reject(new Error(`${failed} tests failed`));
      else if (passed === 0) reject(new Error('no test ran'));
      else resolve();
    });
    runner.on('pass', () => passed++);
    runner.on('fail', (test, error: Error) => {
      failures.push({ title: test.fullTitle(), message: error.stack ?? error.message });
    });
  });
}
