/**
 * The reference's verdict on foundational references: its own script, where it is at hand (`CMOS_REFERENCE` names a
 * checkout) beside ours on real workspaces and broken copies; and everywhere, on fixtures of ours, what it is known to say.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cmos, type Outcome } from '../support/cmos';

const SAMPLES = path.resolve('../shared/samples');
const samples = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => !name.startsWith('_')) : [];
const script = path.join(process.env['CMOS_REFERENCE'] ?? '', 'scripts', 'validate_foundational_refs.py');
const hasScript = process.env['CMOS_REFERENCE'] !== undefined && existsSync(script);

function ours(root: string): Promise<Outcome> {
  return cmos(root, 'guardrails', 'references', '--reference');
}

/** The script looks at the folder above its own, so a copy of it goes there; of a traceback the last line counts. */
function theirs(root: string): Outcome {
  const copy = path.join(root, 'scripts', 'validate_foundational_refs.py');
  mkdirSync(path.dirname(copy), { recursive: true });
  cpSync(script, copy);
  const { status, stdout, stderr } = spawnSync('python3', [copy], { encoding: 'utf8' });
  rmSync(copy);
  const err = stderr.startsWith('Traceback') ? `${stderr.trimEnd().split('\n').at(-1) ?? ''}\n` : stderr;
  return { status: status ?? -1, out: stdout, err };
}

const NAMED = 'foundational-docs/roadmap_template.md foundational-docs/tech_arch_template.md';

/** What is done to a workspace before both are asked. */
const BREAKS: Readonly<Record<string, (root: string) => void>> = {
  'as it is': () => undefined,
  sound: (root) => {
    for (const file of ['agents.md', 'README.md']) writeFileSync(path.join(root, file), NAMED);
    write(root, 'context/MASTER_CONTEXT.json', NAMED);
  },
  'without agents.md': (root) => {
    rmSync(path.join(root, 'agents.md'), { force: true });
  },
  'without its context folder': (root) => {
    rmSync(path.join(root, 'context'), { recursive: true, force: true });
  },
  'with a file in place of the folder': (root) => {
    rmSync(path.join(root, 'context'), { recursive: true, force: true });
    writeFileSync(path.join(root, 'context'), '');
  },
  'with a folder in place of a file': (root) => {
    rmSync(path.join(root, 'README.md'), { force: true });
    mkdirSync(path.join(root, 'README.md'));
  },
  'with legacy references': (root) => {
    writeFileSync(path.join(root, 'agents.md'), `${NAMED} docs/roadmap.md`);
    writeFileSync(path.join(root, 'README.md'), 'foundational-docs/technical_architecture.md and mydocs/roadmap.md');
    write(root, 'context/MASTER_CONTEXT.json', '"docs\\/roadmap.md"');
  },
  'with a byte-order mark and other line ends': (root) => {
    writeFileSync(path.join(root, 'agents.md'), `\uFEFF${NAMED.replace(' ', '\r\n')}\r`);
  },
};

/** Bytes that are no UTF-8, in each of the ways that Python tells apart. */
const BYTES: Readonly<Record<string, readonly number[]>> = {
  'a stray continuation': [0x61, 0x80],
  'a byte of no encoding': [0xff, 0x61],
  'an overlong two': [0xc0, 0xaf],
  'a cut two': [0x61, 0xc3],
  'a broken two': [0xc3, 0x28],
  'a cut three': [0xe2, 0x82],
  'a broken three': [0xe2, 0x82, 0x28],
  'an overlong three': [0xe0, 0x80, 0x80],
  'a surrogate': [0xed, 0xa0, 0x80],
  'a cut four': [0xf0, 0x9f, 0x98],
  'a broken four': [0xf0, 0x9f, 0x28, 0x80],
  'beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
  'a start beyond Unicode': [0xf5, 0x80],
};

function write(root: string, file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

describe('foundational references as the reference sees them', function () {
  this.timeout(120_000);
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-references-')));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  if (!hasScript || samples.length === 0) it('needs CMOS_REFERENCE and real workspaces, which are not at hand');
  else {
    for (const sample of samples) {
      for (const [name, breakIt] of Object.entries(BREAKS)) {
        it(`${sample}, ${name}`, async () => {
          cpSync(path.join(SAMPLES, sample), root, { recursive: true, mode: 0 });
          spawnSync('chmod', ['-R', 'u+w', root]);
          breakIt(root);
          assert.deepEqual(await ours(root), theirs(root));
        });
      }
    }
    for (const [name, bytes] of Object.entries(BYTES)) {
      it(`bytes that are no UTF-8: ${name}`, async () => {
        write(root, 'missions/backlog.yaml', '');
        writeFileSync(path.join(root, 'agents.md'), new Uint8Array([...Buffer.from('ok é '), ...bytes]));
        assert.deepEqual(await ours(root), theirs(root));
      });
    }
  }

  it('says that all is well, on the output', async () => {
    write(root, 'missions/backlog.yaml', '');
    BREAKS['sound']?.(root);
    assert.deepEqual(await ours(root), {
      status: 0,
      out: 'Foundational reference validation succeeded.\n',
      err: '',
    });
  });

  it('lists what is wrong, on the error stream, by absolute paths', async () => {
    write(root, 'missions/backlog.yaml', '');
    write(root, 'agents.md', 'docs/roadmap.md and foundational-docs/roadmap_template.md');
    write(root, 'context/MASTER_CONTEXT.json', NAMED);
    const { status, out, err } = await ours(root);
    assert.deepEqual([status, out], [1, '']);
    assert.deepEqual(err.split('\n'), [
      'Foundational reference validation failed:',
      `  - ${root}/agents.md: missing required reference 'foundational-docs/tech_arch_template.md'`,
      `  - ${root}/agents.md: contains forbidden reference 'docs/roadmap.md'`,
      `  - ${root}/README.md: missing file`,
      '',
    ]);
  });

  it('ends where a file cannot be decoded, with the traceback’s last line', async () => {
    write(root, 'missions/backlog.yaml', '');
    writeFileSync(path.join(root, 'agents.md'), new Uint8Array([0x61, 0xe2, 0x82]));
    assert.deepEqual(await ours(root), {
      status: 1,
      out: '',
      err: "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 1-2: unexpected end of data\n",
    });
  });
});
