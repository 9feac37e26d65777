/** `npm run torture`: 500 and more kills, over all styles of backlog and both journal modes. */
import { STYLES } from './backlogs';
import { torture } from './kill';
import { writerCommands } from '../support/writers';

const WANTED = 500;

async function main(): Promise<void> {
  const commands = await writerCommands();
  const rounds = Math.ceil(WANTED / (2 * Object.keys(STYLES).length * commands.length));
  for (const command of commands) {
    console.log(`Killing commits written by ${command.name}:`);
    const sum = await torture(command, rounds, (line) => {
      console.log(`  ${line}`);
    });
    console.log(`  ${sum.kills} kills: ${sum.finished} finished, ${sum.takenBack} taken back, all stores agree.`);
  }
}

void main();
