/** A mistake of the user or the file system: told in one line, exit code 2. Anything else that is thrown is a bug. */
export class UserError extends Error {}
