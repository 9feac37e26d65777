/** The documents of a workspace: what is found in them, where exactly, and how it is mended. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyEdits } from '../../../src/core/files/edits';
import { locate } from '../../../src/core/findings/located';
import type { Finding } from '../../../src/core/findings/finding';
import { cmos as cmosIn, type Outcome } from '../../support/cmos';
import { checkDocuments, type DocumentReport } from '../../../src/guardrails/references/check';
import { Documents, type DocumentLimits } from '../../../src/guardrails/references/documents';
import { type DocumentFix, fixesFor } from '../../../src/guardrails/references/fixes';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { nodeGit } from '../../../src/node/git';
import { breathless, nodeFiles } from '../../../src/node/ports';
import { MemoryFiles } from '../../support/memory-files';
import { TestWorkspace } from '../../support/workspaces';
import { finding as ofReview } from '../../../src/guardrails/references/review';

const TEMPLATES = 'foundational-docs/roadmap_template.md and foundational-docs/tech_arch_template.md';
const SOUND = {
  'agents.md': `# Agents\n\nSee ${TEMPLATES}.\n`,
  'README.md': `# Tides\n\nSee ${TEMPLATES}.\n`,
  'context/MASTER_CONTEXT.json': `{\n  "key_reference_documents": [\n    "foundational-docs/roadmap_template.md",\n    "foundational-docs/tech_arch_template.md"\n  ]\n}\n`,
  'foundational-docs/roadmap_template.md': '# Roadmap\n',
  'foundational-docs/tech_arch_template.md': '# Architecture\n',
  'missions/backlog.yaml': 'name: "Plan"\n---\ndomainFields:\n  sprints: []\n',
};

describe('documents', function () {
  this.timeout(30_000);
  let workspace: TestWorkspace;
  let snapshot: Snapshot;
  let report: DocumentReport;

  afterEach(() => {
    workspace.remove();
  });

  const look = async (git = false, limits: Partial<DocumentLimits> = {}): Promise<readonly Finding[]> => {
    ({ snapshot } = await workspace.read());
    const ports = { files: nodeFiles, breather: breathless, git: git ? nodeGit : undefined };
    report = await checkDocuments(ports, snapshot, new Documents(ports, limits));
    return report.findings;
  };
  /** Findings as `file: code "text under it"`, those about review left out unless they are asked for. */
  const found = async (files: Readonly<Record<string, string | Uint8Array>>, sound = true): Promise<string[]> => {
    workspace = await TestWorkspace.of(sound ? { ...SOUND, ...files } : files, { database: false });
    return told(await look());
  };
  const told = (findings: readonly Finding[]): string[] =>
    findings
      .filter(({ code }) => code !== 'docs/review-due')
      .map((each) => `${fileOf(each)}: ${each.code} ${under(each)}`);
  const fileOf = (finding: Finding): string => locate(snapshot, finding).file;
  const under = (finding: Finding): string => {
    const { file, range } = locate(snapshot, finding);
    if (range === undefined) return '-';
    const line = workspace.text(file).split(/\r\n|\n|\r/)[range.start.line] ?? '';
    return JSON.stringify(line.slice(range.start.character, range.end.character));
  };
  const fixes = (code: string): readonly DocumentFix[] => {
    const finding = report.findings.find((each) => each.code === code);
    assert.ok(finding, code);
    return fixesFor(finding, snapshot, report.set);
  };
  /** Applies a fix to the file on the disk. */
  const apply = ({ edits, creates }: DocumentFix): void => {
    if (edits !== undefined) workspace.write(edits.path, applyEdits(workspace.text(edits.path), edits.edits));
    if (creates === undefined) return;
    mkdirSync(path.dirname(workspace.path(creates.path)), { recursive: true });
    workspace.write(creates.path, creates.text);
  };

  it('have nothing to find in a sound workspace', async () => {
    assert.deepEqual(await found({}), []);
  });

  describe('that must name the templates', () => {
    it('are found where they are missing, lack one, or name what was replaced', async () => {
      assert.deepEqual(
        await found({
          'agents.md': '# Agents\n\nfoundational-docs/roadmap_template.md\n\n- plan: `docs/roadmap.md`\n',
          'context/MASTER_CONTEXT.json': SOUND['context/MASTER_CONTEXT.json'].replace(
            '[',
            '["cmos/docs/technical_architecture.md",',
          ),
        }),
        [
          'agents.md: references/missing-reference "# Agents"',
          'agents.md: references/legacy-reference "docs/roadmap.md"',
          'context/MASTER_CONTEXT.json: references/legacy-reference "docs/technical_architecture.md"',
          'context/MASTER_CONTEXT.json: docs/dead-path "cmos/docs/technical_architecture.md"',
        ],
      );
    });

    it('are only worth a remark where nothing speaks of the templates', async () => {
      await found({ 'agents.md': '# Agents\n', 'missions/backlog.yaml': SOUND['missions/backlog.yaml'] }, false);
      const severities = report.findings.map(({ code, severity }) => `${code} ${severity}`);
      assert.deepEqual([...new Set(severities)].sort(), [
        'references/missing-file information',
        'references/missing-reference information',
      ]);
    });

    it('get the template in place of what was replaced, whatever stands before the path', async () => {
      await found({ 'agents.md': `${SOUND['agents.md']}\n[plan](../cmos/docs/roadmap.md)\n` });
      const [fix] = fixes('references/legacy-reference');
      assert.ok(fix);
      apply(fix);
      assert.match(workspace.text('agents.md'), /\(\.\.\/cmos\/foundational-docs\/roadmap_template\.md\)/);
    });

    for (const [name, text, expected] of [
      [
        'behind the other one',
        '# A\r\n\r\n- Plan: foundational-docs/roadmap_template.md\r\n\r\nMore.\r\n',
        '# A\r\n\r\n- Plan: foundational-docs/roadmap_template.md\r\n- Technical architecture template: `foundational-docs/tech_arch_template.md`\r\n\r\nMore.\r\n',
      ],
      [
        'in a list about documents',
        '# A\n\n## Documentation\n\n1. one\n2. two\n\n## Else\n\nfoundational-docs/roadmap_template.md',
        '# A\n\n## Documentation\n\n1. one\n2. two\n3. Technical architecture template: `foundational-docs/tech_arch_template.md`\n\n## Else\n\nfoundational-docs/roadmap_template.md',
      ],
      [
        'in a section of its own',
        'foundational-docs/roadmap_template.md',
        'foundational-docs/roadmap_template.md\n\n## References\n\n- Technical architecture template: `foundational-docs/tech_arch_template.md`\n',
      ],
    ] as const) {
      it(`get a missing one ${name}`, async () => {
        await found({ 'README.md': text });
        const [fix] = fixes('references/missing-reference');
        assert.ok(fix);
        apply(fix);
        assert.equal(workspace.text('README.md'), expected);
        assert.deepEqual(told(await look()), []);
      });
    }

    it('get a missing one into the context’s list of documents', async () => {
      await found({
        'context/MASTER_CONTEXT.json': '{\n  "next_session_context": {\n    "key_reference_documents": []\n  }\n}\n',
      });
      for (let step = 0; step < 2; step++) {
        const [fix] = fixes('references/missing-reference');
        assert.ok(fix);
        apply(fix);
        await look();
      }
      assert.deepEqual(told(report.findings), []);
      const { next_session_context: kept } = JSON.parse(workspace.text('context/MASTER_CONTEXT.json')) as {
        next_session_context: { key_reference_documents: string[] };
      };
      assert.equal(kept.key_reference_documents.length, 2);
    });

    it('get nothing into a context that is no sound JSON', async () => {
      await found({ 'context/MASTER_CONTEXT.json': '{"a": ' });
      assert.deepEqual(fixes('references/missing-reference'), []);
    });
  });

  describe('with links', () => {
    it('are told of those that lead to nothing, each at its destination', async () => {
      assert.deepEqual(
        await found({
          'docs/guide.md': [
            '[a](missing.md) and [b](./gone/page.md#part "title") ![c](<no picture.png>)',
            '[d][d] <a href="nowhere.md">e</a>',
            '',
            '[d]: ../lost.md',
            '',
          ].join('\n'),
        }),
        [
          'docs/guide.md: docs/dead-link "missing.md"',
          'docs/guide.md: docs/dead-link "./gone/page.md#part"',
          'docs/guide.md: docs/dead-link "no picture.png"',
          'docs/guide.md: docs/dead-link "nowhere.md"',
          'docs/guide.md: docs/dead-link "../lost.md"',
        ],
      );
    });

    it('are not told of those in either convention, encoded, in code, to addresses or out of the workspace', async () => {
      assert.deepEqual(
        await found({
          'docs/a b.md': '# Here\n',
          'docs/guide.md': [
            '[x](a%20b.md#here) [y](<a b.md>) [z](/docs/guide.md) [r](docs/guide.md) [c](cmos/docs/guide.md?raw=1)',
            '[w](https://example.org/x.md) [m](mailto:a@b.c) [h](#here) [f](../foundational-docs/) [o](../../etc/passwd)',
            '[t](<path>/x.md) [s](scope) [l](*.md) [n](guide.md:12) [k](docs/guide.md:3:4)',
            '',
            '    [i](indented.md)',
            '',
            '`[c](code.md)` ``[c](co`de.md)``',
            '<!-- [c](comment.md) -->',
            '```md',
            '[f](fenced.md)',
            '```',
            '~~~',
            '[f](also.md)',
          ].join('\n'),
        }),
        [],
      );
    });

    it('are mended by the only file of that name, by a new document, or by taking the link away', async () => {
      const text = 'See [the plan](../old/Plan.md#goals) now.\n';
      await found({ 'docs/guide.md': text, 'docs/deep er/plan.md': '# Plan\n' });
      const all = fixes('docs/dead-link');
      const after = all.map(({ edits }) => (edits === undefined ? undefined : applyEdits(text, edits.edits)));
      assert.deepEqual(after, ['See [the plan](deep%20er/plan.md#goals) now.\n', undefined, 'See the plan now.\n']);
      assert.deepEqual(all[1]?.creates, { path: 'old/Plan.md', text: '# the plan\n' });
      for (const fix of [all[1], all[0]]) {
        assert.ok(fix);
        workspace.write('docs/guide.md', text);
        apply(fix);
        assert.deepEqual(told(await look()), []);
      }
    });

    it('are not guessed at where two files have the name', async () => {
      await found({ 'docs/guide.md': '[p](plan.md)', 'docs/a/plan.md': '', 'docs/b/plan.md': '' });
      assert.deepEqual(
        fixes('docs/dead-link').map(({ preferred }) => preferred),
        [false, false],
      );
    });

    it('lead from the project into its cmos folder and back', async () => {
      const files = Object.fromEntries(Object.entries(SOUND).map(([name, text]) => [`cmos/${name}`, text]));
      workspace = await TestWorkspace.of(
        {
          ...files,
          'README.md': '[a](cmos/docs/a.md) [b](src/main.ts) [c](b.md)',
          'src/main.ts': '',
          'cmos/docs/a.md': '[up](../../src/main.ts) [root](src/main.ts) [own](cmos/docs/a.md) [out](../../../x.md)',
          'cmos/docs/b.md': '',
          'cmos/PROJECT_CONTEXT.json': JSON.stringify({ a: 'src/main.ts', b: 'cmos/docs/a.md', c: 'docs/none.md' }),
        },
        { database: false },
      );
      const findings = await look();
      assert.deepEqual(
        findings.map((each) => `${fileOf(each)} ${each.code}`),
        ['../README.md docs/dead-link', 'PROJECT_CONTEXT.json docs/dead-path'],
      );
      const [fix] = fixes('docs/dead-link');
      assert.equal(fix?.edits?.edits[0]?.newText, 'cmos/docs/b.md');
    });
  });

  it('of contexts: only values that are paths, in folders that are there or CMOS’s own', async () => {
    const context = {
      missing: 'docs/none.md',
      elsewhere: 'app/src/core.ts',
      sentence: 'see docs/none.md for more',
      address: 'https://example.org/docs/x.md',
      folder: 'foundational-docs/',
      ratio: '17/17 tests',
      known: ['cmos/docs/guide.md', 'docs/guide.md#part'],
      'moved ü': 'context/guide.md',
    };
    assert.deepEqual(await found({ 'PROJECT_CONTEXT.json': JSON.stringify(context, null, 1), 'docs/guide.md': '' }), [
      'PROJECT_CONTEXT.json: docs/dead-path "docs/none.md"',
      'PROJECT_CONTEXT.json: docs/dead-path "context/guide.md"',
    ]);
    const moved = report.findings.at(-1);
    assert.ok(moved);
    const [fix] = fixesFor(moved, snapshot, report.set);
    assert.ok(fix);
    apply(fix);
    assert.deepEqual(
      (JSON.parse(workspace.text('PROJECT_CONTEXT.json')) as typeof context)['moved ü'],
      'docs/guide.md',
    );
  });

  describe('and their readers', () => {
    it('are told apart by what the documents say of themselves', async () => {
      assert.deepEqual(
        await found({
          'docs/paths.md': 'Run it in `/Users/ada/tides/` first.\n',
          'docs/marked.md': '---\naudience: internal\n---\n# Notes\n',
          'docs/fine.md': 'Internal service APIs, /home/user/x, for both agents and human maintainers.\n',
          'docs/guide.md': 'Plans are elsewhere (for example `/Users/ada/plans/`).\n',
          'docs/kept.md': '---\naudience: external\n---\nRun it in `/Users/ada/tides/` first.\n',
          'notes/guide.md': '---\naudience: Downstream\n---\n# Start\n',
          'notes/own.md': 'The event is passed downstream.\n',
          'templates/x.md': '---\naudience: downstream\n---\n',
        }),
        [
          'docs/marked.md: docs/internal-material "audience: internal"',
          'docs/paths.md: docs/internal-material "/Users/ada/"',
          'notes/guide.md: docs/external-material "audience: Downstream"',
        ],
      );
      assert.ok(report.findings.every(({ severity }) => severity === 'information'));
    });
  });

  describe('that want another look', () => {
    const due = (findings: readonly Finding[]): string[] =>
      findings.flatMap((each) =>
        ofReview.is('docs/review-due', each) ? [`${fileOf(each)}: ${each.args.areas}: ${each.args.changed}`] : [],
      );
    const age = (file: string, days: number): void => {
      const time = new Date(Date.UTC(2025, 2, 14) - days * 86_400_000);
      utimesSync(workspace.path(file), time, time);
    };

    it('are told by git’s times, with the README’s checklist', async function () {
      workspace = await TestWorkspace.of(
        {
          ...SOUND,
          'README.md': `${SOUND['README.md']}\n## Review checklist\n\n- [ ] commands still run\n- [x] links lead somewhere\n`,
          'docs/guide.md': '# Guide\n',
          'docs/noted.md': '# Noted\n\nLast reviewed: 2025-03-20\n',
          'scripts/run.py': '',
          'db/schema.sql': '',
        },
        { database: false },
      );
      const git = (time: string, ...argv: string[]): void => {
        const env = { ...process.env, GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time };
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...argv], {
          cwd: workspace.root,
          stdio: 'ignore',
          env,
        });
      };
      try {
        git('', 'init', '-q');
      } catch {
        this.skip();
      }
      git('2025-03-01T00:00:00Z', 'add', '.');
      git('2025-03-01T00:00:00Z', 'commit', '-qm', 'one');
      assert.deepEqual(due(await look(true)), []);
      workspace.write('scripts/run.py', 'x');
      workspace.write('db/schema.sql', 'x');
      git('2025-03-10T00:00:00Z', 'add', '.');
      git('2025-03-10T00:00:00Z', 'commit', '-qm', 'two');
      workspace.write('README.md', `${workspace.text('README.md')}\nlooked at\n`);
      const findings = await look(true);
      const changed = 'orchestration, the database schema: scripts/run.py, db/schema.sql';
      assert.deepEqual(due(findings), [
        `agents.md: ${changed}`,
        `docs/guide.md: ${changed}`,
        `foundational-docs/roadmap_template.md: ${changed}`,
        `foundational-docs/tech_arch_template.md: ${changed}`,
      ]);
      const [place] = findings.find(({ code }) => code === 'docs/review-due')?.related ?? [];
      assert.match(place?.message ?? '', /commands still run; links lead somewhere/);
    });

    it('are told by the files’ times where there is no git, unless all are of one moment', async () => {
      workspace = await TestWorkspace.of(
        { ...SOUND, 'docs/guide.md': '# Guide\n', 'telemetry/schemas/event.json': '{}' },
        { database: false },
      );
      assert.deepEqual(due(await look()), []);
      // What the product keeps for itself is no orchestration.
      mkdirSync(workspace.path('runtime/cmos-operations'), { recursive: true });
      workspace.write('runtime/cmos-operations/agreed.json', '{}');
      age('docs/guide.md', 30);
      age('agents.md', 20);
      assert.deepEqual(due(await look()), [
        'agents.md: telemetry targets: telemetry/schemas/event.json',
        'docs/guide.md: orchestration, telemetry targets: agents.md, telemetry/schemas/event.json',
      ]);
    });
  });

  describe('as they are read', () => {
    it('are not followed out of the workspace, whether as a file, a folder or a place', async function () {
      const outside = await TestWorkspace.of({ 'secret.md': '[x](gone.md)', 'deep/page.md': '' }, { database: false });
      try {
        workspace = await TestWorkspace.of(
          { ...SOUND, 'docs/a.md': '[a](out/page.md) [b](out/none.md)' },
          { database: false },
        );
        try {
          symlinkSync(path.join(outside.root, 'secret.md'), workspace.path('docs/leak.md'));
          symlinkSync(path.join(outside.root, 'deep'), workspace.path('docs/out'));
          symlinkSync('..', workspace.path('docs/loop'));
          symlinkSync('../agents.md', workspace.path('docs/inner.md'));
        } catch {
          this.skip();
        }
        assert.deepEqual(told(await look()), ['docs/leak.md: docs/unread -']);
        assert.ok(report.set.documents.every(({ path: file }) => !file.includes('out/') && !file.includes('loop/')));
        assert.ok(report.set.documents.some(({ path: file }) => file === 'docs/inner.md'));
      } finally {
        outside.remove();
      }
    });

    it('keep to their limits and say so', async () => {
      await found({ 'docs/big.md': 'x'.repeat(5_000), 'docs/b.md': '', 'docs/c.md': '' });
      assert.ok(told(await look(false, { bytes: 4_000 })).includes('docs/big.md: docs/unread -'));
      assert.ok(told(await look(false, { documents: 3 })).some((each) => each.includes('docs/not-all')));
      assert.ok(told(await look(false, { names: 5 })).some((each) => each.includes('docs/not-all')));
      assert.ok(told(await look(false, { totalBytes: 4_500 })).some((each) => each.includes('docs/not-all')));
    });

    it('are told where they are no UTF-8, and looked at all the same', async () => {
      const bytes = new Uint8Array([...new TextEncoder().encode('[a](gone.md)\n'), 0xff, 0xfe]);
      assert.deepEqual(await found({ 'docs/odd.md': bytes }), [
        'docs/odd.md: docs/unread -',
        'docs/odd.md: docs/dead-link "gone.md"',
      ]);
    });

    it('are read once, and again only when they changed; an open text counts instead', async () => {
      workspace = await TestWorkspace.of(SOUND, { database: false });
      ({ snapshot } = await workspace.read());
      const root = '/w';
      const files = new MemoryFiles(
        Object.fromEntries(
          Object.entries({ ...SOUND, 'docs/a.md': '[x](gone.md)' }).map(([name, text]) => [`${root}/${name}`, text]),
        ),
      );
      const ports = { files, breather: breathless, git: undefined };
      const documents = new Documents(ports);
      const memory = { ...snapshot, layout: { ...snapshot.layout, root } };
      const codes = async (open?: ReadonlyMap<string, string>): Promise<string[]> =>
        (await checkDocuments(ports, memory, documents, open)).findings.map(({ code }) => code);
      assert.deepEqual(await codes(), ['docs/dead-link']);
      assert.deepEqual(await codes(new Map([['docs/a.md', 'mended']])), []);
      assert.deepEqual(await codes(), ['docs/dead-link']);
      assert.equal(files.reads.get(`${root}/docs/a.md`), 1);
      files.write(`${root}/docs/a.md`, '[x](b.md)');
      files.write(`${root}/docs/b.md`, '');
      assert.deepEqual(await codes(), []);
      assert.equal(files.reads.get(`${root}/docs/a.md`), 2);
    });

    it('hold whatever is thrown at them', async () => {
      const hostile = {
        'docs/brackets.md': '['.repeat(20_000) + ']('.repeat(20_000),
        'docs/ticks.md': Array.from({ length: 600 }, (_, at) => '`'.repeat(at % 90)).join(' '),
        'docs/open.md': '---\na: b\n```\n[x](y.md)',
        'docs/percent.md': '[x](%E0%A4%A.md) [y](a%00b.md) [z](..%2F..%2Fetc.md)',
        'docs/long.md': `[x](${'../'.repeat(5_000)}a.md) ${'#'.repeat(5_000)}`,
      };
      await found(hostile);
      assert.ok(told(report.findings).some((each) => each.startsWith('docs/percent.md: docs/dead-link')));
      writeFileSync(workspace.path('docs/percent.md'), '');
    });
  });
});

describe('cmos guardrails references', function () {
  this.timeout(30_000);
  let workspace: TestWorkspace;
  const cmos = (...argv: string[]): Promise<Outcome> => cmosIn(workspace.root, ...argv);
  afterEach(() => {
    workspace.remove();
  });

  it('prints findings as text, JSON and SARIF, ends by the gravest, and lint has them too', async () => {
    const plan = '# Roadmap\n\nSoon.\n\n';
    workspace = await TestWorkspace.of({
      ...SOUND,
      'docs/plan.md': plan,
      'notes/a.md': '---\naudience: public\n---\n',
    });
    const fine = await cmos('guardrails', 'references');
    assert.equal(fine.status, 0);
    assert.match(fine.out, /^notes\/a\.md:2:1: information docs\/external-material: .*audience: public/m);
    workspace.write('docs/plan.md', `${plan}[x](gone.md)\n`);
    const { status, out } = await cmos('guardrails', 'references', '--format', 'json');
    assert.equal(status, 1);
    const { findings, documents } = JSON.parse(out) as {
      findings: { code: string; file: string; range: object | null }[];
      documents: number;
    };
    assert.equal(documents, 6);
    assert.deepEqual(
      findings.map(({ code, file }) => [code, file]),
      [
        ['docs/dead-link', 'docs/plan.md'],
        ['docs/external-material', 'notes/a.md'],
      ],
    );
    assert.deepEqual(findings[0]?.range, { start: { line: 4, character: 4 }, end: { line: 4, character: 11 } });
    const sarif = await cmos('guardrails', 'references', '--format', 'sarif');
    assert.match(sarif.out, /"ruleId": "docs\/dead-link"/);
    const lint = await cmos('lint', '--format', 'json');
    assert.equal(lint.status, 1);
    assert.match(lint.out, /docs\/dead-link/);
  });
});
