/**
 * How much YAML a text may hold. Whoever walks a tree recurses, and YAML's aliases make trees far larger than their
 * texts: both are bounded here, before anything walks.
 */

/** Deeper nesting is a fault; no file of CMOS comes to ten levels. */
export const YAML_DEPTH = 100;

/** All aliases of a text together may stand for so much text, in UTF-16 units. */
export const EXPANSION_LIMIT = 4 * 1024 * 1024;
