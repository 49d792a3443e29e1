/** Paths in the tree's settings: a file, a folder (with everything below), or a pattern with `*` (within a name) and `**` (across folders). */
export function pathMatches(path: string, pattern: string): boolean {
  const plain = pattern.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  if (!plain.includes('*')) return path === plain || path.startsWith(`${plain}/`);
  const expression = plain.split(/(\*\*\/?|\*)/).map((part) => (part === '*' ? '[^/]*' : part.startsWith('**') ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))).join('');
  return new RegExp(`^${expression}(?:/|$)`).test(path);
}
