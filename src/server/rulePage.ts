/** Where a rule is explained on the web: only as far as the manifest says where the project lives, nothing is made up. */

/** The part of package.json that tells it. */
export interface ProjectHome {
  readonly name: string;
  readonly repository?: string | { readonly url: string };
  readonly homepage?: string;
}

const FORGE = /^https:\/\/(github|gitlab)\.com\/[^/]+\/[^/]+$/;

/** @returns undefined for a project that names no home */
export function rulePage({ repository, homepage }: ProjectHome, rule: string): string | undefined {
  const base = webAddress(typeof repository === 'object' ? repository.url : repository) ?? webAddress(homepage);
  if (base === undefined) return undefined;
  const forge = FORGE.exec(base)?.[1];
  // HEAD: the default branch, whatever it is called.
  const folder = forge === 'github' ? '/blob/HEAD' : forge === 'gitlab' ? '/-/blob/HEAD' : '';
  return `${base}${folder}/docs/rules/${rule}.md`;
}

/** `git+https://github.com/a/b.git`, `github:a/b` and `a/b` as npm writes them, without what only git needs. */
function webAddress(written: string | undefined): string | undefined {
  const short = /^(?:(github|gitlab):)?([\w.-]+\/[\w.-]+)$/.exec(written ?? '');
  const url = short ? `https://${short[1] ?? 'github'}.com/${short[2]!}` : written?.replace(/^git\+/, '').replace(/^(?:git|ssh):\/\/(?:git@)?/, 'https://');
  return url !== undefined && /^https?:\/\//.test(url) ? url.replace(/[#?].*$/, '').replace(/\/$/, '').replace(/\.git$/, '') : undefined;
}
