export const SCHEMA: string;
export function makeDatabase(
  root: string,
  options?: { readonly sql?: string; readonly sessions?: string },
): Promise<void>;
