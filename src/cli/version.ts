/** The product's version, which the bundler puts in; sources run without a bundle have none. */
declare const CMOS_VERSION: string | undefined;

export const VERSION = typeof CMOS_VERSION === 'undefined' ? '0.0.0' : CMOS_VERSION;
