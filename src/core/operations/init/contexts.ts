/** The two contexts of a new workspace (field guide, section 6), as the database keeps them; the files hold the same text. */
import { utf8Length } from '../../ground/utf8';
import { type PlainJson, pythonJson } from '../../files/python';

/** The largest size that a context should reach, in kilobytes. */
const SIZE_LIMIT = 100;

const FOUNDATION = ['foundational-docs/roadmap_template.md', 'foundational-docs/tech_arch_template.md'];

/** `PROJECT_CONTEXT.json`: what the work that is under way needs to know. */
export function projectContext(name: string, now: string): string {
  return sized((size) => ({
    project: { name, version: '0.1.0', description: '', status: 'planning', start_date: now.slice(0, 10) },
    working_memory: {
      active_domain: 'foundation',
      session_count: 0,
      last_session: null,
      agents_md_path: './agents.md',
      agents_md_loaded: false,
      active_mission: null,
      domains: {
        foundation: {
          status: 'planning',
          priority: 1,
          current_mission: null,
          missions: {},
          critical_facts: [],
          constraints: ['db/cmos.sqlite and the files that mirror it say the same; cmos parity shows it.'],
          decisions_made: [],
          files_created: [],
        },
      },
    },
    technical_context: { dependencies: [], reference_docs: FOUNDATION },
    context_health: {
      size_kb: size,
      size_limit_kb: SIZE_LIMIT,
      sessions_since_reset: 0,
      last_reset: now,
    },
  }));
}

/** `context/MASTER_CONTEXT.json`: what the project learns across its sprints. */
export function masterContext(name: string, now: string): string {
  return sized((size) => ({
    project: { name, version: '0.1.0', description: '', status: 'planning', start_date: now.slice(0, 10) },
    working_memory: { active_domain: 'foundation', session_count: 0, last_session: null, domains: {} },
    technical_context: { dependencies: [], integration_points: FOUNDATION },
    sprint_tracking: {},
    decisions_made: [],
    constraints: [],
    context_health: {
      size_kb: size,
      size_limit_kb: SIZE_LIMIT,
      sessions_since_reset: 0,
      last_reset: now,
    },
    ai_instructions: {
      special_instructions: [
        'Read agents.md before a mission begins.',
        'Keep to the mission; what goes beyond it becomes a mission of its own.',
      ],
    },
    next_session_context: {
      when_we_resume: ['Take up B1.1: roadmap, architecture and the project commands in agents.md.'],
      important_reminders: [],
      blockers: [],
    },
  }));
}

/** The text with its own size in it, in kilobytes to one decimal. */
function sized(make: (size: number) => PlainJson): string {
  const text = (size: number): string => pythonJson(make(size), { indent: '  ' });
  // How the number is spelt changes the size by a byte or two, which a tenth of a kilobyte hardly shows.
  return text(Math.round(utf8Length(text(0)) / 102.4) / 10);
}
