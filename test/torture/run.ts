/** `npm run torture`: 500 and more kills, over all styles of backlog and both journal modes; then each test with all it can try. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { STYLES } from './backlogs';
import { torture } from './kill';
import { writersHere } from '../support/writers';

const WANTED = 500;

async function main(): Promise<void> {
  const commands = await writersHere();
  const rounds = Math.ceil(WANTED / (2 * Object.keys(STYLES).length * commands.size));
  for (const [name, command] of commands) {
    console.log(`Killing commits written by ${name}:`);
    const sum = await torture(command, rounds, (line) => {
      console.log(`  ${line}`);
    });
    console.log(`  ${sum.kills} kills: ${sum.finished} finished, ${sum.takenBack} taken back, all stores agree.`);
  }
  const mocha = path.join(path.dirname(require.resolve('mocha/package.json')), 'bin', 'mocha.js');
  const { status } = spawnSync(process.execPath, [mocha, '--config', 'test/mocharc.json', 'test/unit/**/*.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, CMOS_EFFORT: 'full' },
  });
  process.exitCode = status ?? 1;
}

void main();
