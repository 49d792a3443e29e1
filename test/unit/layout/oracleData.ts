import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ORACLE = join(process.cwd(), 'test/data/oracle');

/** A file of test/data/oracle, unpacked. */
export const oracleText = (name: string): string => gunzipSync(readFileSync(join(ORACLE, name))).toString('latin1');

export interface OracleField {
  readonly path: string;
  readonly offsetBits: number;
  readonly sizeBits: number;
  readonly type: string;
}

export interface OracleConfig {
  readonly name: string;
  readonly arch: string;
  /** As a compiler takes them: `-DNAME`. */
  readonly extraDefines: readonly string[];
  readonly config: string;
  readonly records: Readonly<Record<string, { readonly size: number; readonly align: number; readonly fields: readonly OracleField[] }>>;
}

/** Clang's layouts of 6.1 under 14 configurations. */
export const oracleLayouts = (): readonly OracleConfig[] => JSON.parse(oracleText('layouts-6.1.json.gz')) as OracleConfig[];
