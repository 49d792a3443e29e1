/** At most this share of a name may be wrong for another to be offered for it. */
const TOLERANCE = 0.5;

/** The known names most like a mistyped one, the nearest first; those that contain it count as near. */
export function nearest(name: string, known: Iterable<string>, count = 4): readonly string[] {
  const wanted = name.toLowerCase();
  const ranked: { readonly name: string; readonly distance: number }[] = [];
  for (const candidate of new Set(known)) {
    const other = candidate.toLowerCase();
    const inside = wanted.length > 1 && (other.includes(wanted) || wanted.includes(other));
    const distance = inside ? Math.abs(other.length - wanted.length) / 10 : editDistance(wanted, other);
    if (inside || distance <= Math.max(wanted.length, other.length) * TOLERANCE) ranked.push({ name: candidate, distance });
  }
  return ranked.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1)).slice(0, count).map((one) => one.name);
}

/** `unknown state "vmaloc"; nearest: vmalloc, ...`, or all names where none is near. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `unknown ${what} "${name}"; ${near.length > 0 ? `nearest: ${near.join(', ')}` : `known: ${known.join(', ')}`}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
