/** Secrets, and paths that lead out of the workspace, in what agents load: contexts and backlog. */
import { anchor, type Chunk } from '../../files/text';
import type { SecurityHit } from '../../scan/rule';
import { SECRETS } from '../../scan/rules/secrets';
import { TRAVERSAL } from '../../scan/rules/traversal';
import { scanText } from '../../scan/scan';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { code, codes, type Rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type ScannedStore = 'backlog' | 'project_context' | 'master_context';

const STORES: readonly ScannedStore[] = ['backlog', 'project_context', 'master_context'];

/** Only these: what a context says of scripts and statements is talk about work, a secret is one anywhere. */
const RULES = [...TRAVERSAL, ...SECRETS];

const finding = codes({
  /**
   * A password, key or token stands in clear text in a context or the backlog: agents load these, and repositories
   * keep them for ever. Placeholders (`YOUR_API_KEY`, `${ENV}`, `<…>`, stars) are none. The message never quotes it.
   *
   * Take it out, put the name of an environment variable there, and give the service a new one: the old one is in
   * the history.
   */
  'security/secret': code<{ detail: string }>({ severity: 'error', message: ({ args }) => args.detail }),
  /**
   * A path leads to files of the system or out of the workspace, or hides where it leads by encoding it. One level
   * up from the root is still the project; links between documents are none.
   *
   * Name the file by a path within the project.
   */
  'security/path': code<{ detail: string }>({ severity: 'warning', message: ({ args }) => args.detail }),
});

export const security: Rule = {
  codes: finding.codes,
  *check(snapshot) {
    for (const store of STORES) {
      const { path } = snapshot.layout.stores[store];
      for (const chunk of chunksOf(snapshot, store)) {
        if (!clean.has(chunk)) yield* ofChunk(chunk, store, path);
      }
    }
  },
  async prepare(snapshot, breather) {
    for (const store of STORES) {
      const { path } = snapshot.layout.stores[store];
      for (const chunk of chunksOf(snapshot, store)) {
        if (!clean.has(chunk)) hitsIn(chunk, path);
        await breather.pause();
      }
    }
  },
};

function chunksOf(snapshot: Snapshot, store: ScannedStore): readonly Chunk[] {
  return documentOf<{ readonly text: { readonly chunks: readonly Chunk[] } }>(snapshot[store])?.text.chunks ?? NOTHING;
}

/** Chunks in which nothing was found: at a keystroke nearly all of ten thousand. */
const clean = new WeakSet<Chunk>();

const NOTHING: readonly never[] = [];

/** What can begin a hit of these rules: most chunks have none of it, and are not looked at further. */
const SIGNS =
  /pass|pwd|secret|key|token|credential|\.\.|%[2c0u]|\\u00|file:|\/(?:etc|proc|root|var)\/|windows|:\/\/|AKIA|ASIA|xox|sk-|_live_|eyJ|ghp|AIza|SG\./i;

const hitsIn = rememberedBy((chunk: Chunk, path: string): readonly SecurityHit[] => {
  const hits = SIGNS.test(chunk.text) ? scanText(chunk.text, RULES, { path }) : NOTHING;
  if (hits.length === 0) clean.add(chunk);
  return hits;
});

const ofChunk = rememberedBy((chunk: Chunk, store: ScannedStore, path: string): readonly Finding[] => {
  const hits = hitsIn(chunk, path);
  return hits.length === 0
    ? NOTHING
    : hits.map(({ rule: id, message, start, end }) => {
        const draft = { args: { detail: message }, place: { store, at: anchor(chunk, start, end) } };
        return id.startsWith('secret/') ? finding('security/secret', draft) : finding('security/path', draft);
      });
});
