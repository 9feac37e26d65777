/** Parts of the program that are files of their own, and loaded when they are first needed. */
import { t } from '@vscode/l10n';
import { CmosError, hostCode } from './errors';

/** What is being loaded; `program/incomplete` where its file, or one that it needs, is not there. */
export async function part<Module>(loading: Promise<Module>): Promise<Module> {
  try {
    return await loading;
  } catch (error) {
    throw orIncomplete(error);
  }
}

/** The same of what is loaded at once. */
export function partAtOnce<Module>(load: () => Module): Module {
  try {
    return load();
  } catch (error) {
    throw orIncomplete(error);
  }
}

const NOT_THERE: readonly unknown[] = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ENOENT'];

function orIncomplete(error: unknown): unknown {
  if (!NOT_THERE.includes(hostCode(error))) return error;
  return new CmosError(
    'program/incomplete',
    t('A part of CMOS Operations is missing: it was updated or removed while it ran, or is not installed as a whole.'),
    { advice: t('Start it again, or reload the window. If that does not help, install it again.'), cause: error },
  );
}

/** Something that is made when it is first asked for, and once; where that failed, the next one who asks tries again. */
export function onDemand<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
