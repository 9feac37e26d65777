/** The Python that the reference's tools run with. */
import { spawnSync } from 'node:child_process';

export interface Interpreter {
  /** The program itself, where `python3` is a version manager's shim. */
  readonly program: string;
  readonly version: string;
}

/** Undefined where there is no Python with PyYAML. */
export function findInterpreter(): Interpreter | undefined {
  const script = 'import sys, yaml; print(sys.executable); print(sys.version.split()[0])';
  const { status, stdout } = spawnSync('python3', ['-c', script], { encoding: 'utf8' });
  const [program, version] = stdout.split('\n');
  return status !== 0 || program === undefined || version === undefined ? undefined : { program, version };
}
