/** Whether two pieces of simulated memory hold the same bits. */
export function sameBits(a: Uint32Array | Uint16Array, b: Uint32Array | Uint16Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Uint32Array | Uint16Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}
