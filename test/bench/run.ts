/**
 * `npm run bench`: how long things take at 100, 1,000 and 10,000 missions (`CMOS_BENCH_SIZES`), as medians of interleaved runs.
 * Where `CMOS_REFERENCE` names a checkout of the reference's tools and Python has PyYAML, they are timed on the same
 * workspace; where `CMOS_BENCH_BESIDE` names a folder with another build (`bin/` and `dist/`), so is that. Nothing is asserted.
 */
import os from 'node:os';
import { measureInProcess } from './in-process';
import { findInterpreter } from './interpreter';
import { measureProcesses, type Reference } from './processes';

const SIZES = (process.env['CMOS_BENCH_SIZES'] ?? '100,1000,10000').split(',').map(Number);

function findReference(): Reference | undefined {
  const checkout = process.env['CMOS_REFERENCE'];
  const python = findInterpreter();
  return checkout === undefined || python === undefined ? undefined : { checkout, python };
}

async function main(): Promise<void> {
  console.log(`Node ${process.version}, ${os.cpus().length} processors`);
  const reference = findReference();
  if (reference !== undefined) console.log(`Python ${reference.python.version}: ${reference.python.program}`);
  for (const missions of SIZES) {
    console.log(`\n### ${missions.toLocaleString('en')} missions, ${(missions * 4).toLocaleString('en')} events\n`);
    await measureProcesses(missions, missions > 1000 ? 5 : 11, reference);
    console.log();
    await measureInProcess(missions);
  }
}

void main();
