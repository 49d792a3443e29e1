/** Something in a function that cannot be run: then nothing is told of it. */
export class Unreadable extends Error {}
