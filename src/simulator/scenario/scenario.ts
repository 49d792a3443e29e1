import type { Protection } from '../directMap.js';
import type { Finding } from '../finding.js';
import type { FreeStatePlan } from '../freeState.js';
import type { NodeType } from '../nodePlace.js';
import type { ScamemCounting } from '../scamem.js';
import type { StandardArch } from '../standardLayouts.js';
import type { VmallocGfp } from '../vmalloc.js';
import type { MigrateType, ZoneType } from '../zone.js';
import type { ZsmallocDesign } from '../zsmalloc.js';

/** A scenario as its file states it: src/simulator/schema/scenario.schema.json says what each part means. */
export interface Scenario {
  readonly title: string;
  readonly source?: string;
  readonly twin?: string;
  readonly kernel: string;
  readonly arch?: StandardArch;
  readonly seed?: number;
  readonly machine: {
    readonly zones: readonly { readonly node?: number; readonly type: ZoneType; readonly pages: number; readonly start?: number }[];
    readonly cpus?: number;
    readonly cma?: readonly { readonly start: number; readonly pages: number }[];
    readonly directMap?: '1G' | '2M';
    readonly memmap?: 'vmemmap' | 'direct-map';
  };
  readonly grouped?: { readonly at: string | number; readonly type?: NodeType; readonly nodeBy?: 'virt_to_page' | 'caller'; readonly clear?: boolean; readonly poison?: boolean };
  readonly zsmalloc?: ZsmallocDesign;
  readonly scamem?: ScamemCounting;
  readonly owners?: Readonly<Record<string, SourceOwnerRef>>;
  readonly steps: readonly Step[];
  readonly expect?: Expectation;
}

/** An owner whose words come from source. */
export interface SourceOwnerRef {
  readonly from: string;
  readonly function?: string;
  readonly lines?: string;
}

/** A value to store: its kind, and what that kind needs. */
export interface ValueSpec {
  readonly kind: string;
  readonly to?: string;
  readonly tag?: number;
  readonly page?: string;
  readonly magic?: string;
  readonly part?: string;
  readonly means?: string;
  readonly type?: string;
  readonly raw?: string;
}

export type Step = { readonly why?: string; readonly cpu?: number } & (
  | { readonly do: 'alloc'; readonly as: string; readonly order?: number; readonly count?: number; readonly type?: MigrateType; readonly node?: number; readonly zone?: ZoneType; readonly compound?: boolean }
  | { readonly do: 'device'; readonly as: string; readonly count?: number }
  | { readonly do: 'free'; readonly what: string; readonly order?: number }
  | { readonly do: 'split'; readonly what: string; readonly as: string }
  | { readonly do: 'own'; readonly what: string; readonly state: string; readonly values?: Readonly<Record<string, ValueSpec>> }
  | { readonly do: 'release'; readonly what: string; readonly keep?: readonly string[] }
  | { readonly do: 'store'; readonly what: string; readonly member: string | number; readonly size?: number; readonly value: ValueSpec; readonly owner: string; readonly by?: string }
  | { readonly do: 'list'; readonly what: string; readonly at: string | number; readonly type?: NodeType; readonly owner: string; readonly leave?: 'linked' | 'deleted' | 'init' }
  | { readonly do: 'vmalloc'; readonly as: string; readonly pages: number; readonly node?: number; readonly group?: boolean; readonly gfp?: VmallocGfp }
  | { readonly do: 'vfree' | 'remap' | 'unmap' | 'map-page' | 'unmap-page'; readonly what: string }
  | { readonly do: 'set-memory'; readonly what: string; readonly protection: Protection }
  | { readonly do: 'shrink'; readonly pages: number }
  | { readonly do: 'gup'; readonly what: string; readonly fast?: boolean; readonly pin?: boolean }
  | { readonly do: 'unpin'; readonly what: string; readonly pin?: boolean; readonly dirty?: boolean }
  | { readonly do: 'read'; readonly what: string; readonly by: string }
  | { readonly do: 'scan'; readonly by: string }
  | { readonly do: 'zs-alloc'; readonly as: string; readonly size: number; readonly count?: number }
  | { readonly do: 'zs-free'; readonly what: string; readonly every?: number }
  | { readonly do: 'zs-compact' }
  | { readonly do: 'check' }
  | { readonly do: 'zs-migrate'; readonly what: string; readonly page?: number }
  | { readonly do: 'scamem'; readonly what: string; readonly as: string }
  | { readonly do: 'scamem-get'; readonly what: string; readonly with: 'map' | 'pin' }
  | { readonly do: 'scamem-put'; readonly what: string; readonly with: 'map' | 'pin' | 'area' }
  | { readonly do: 'share'; readonly what: string; readonly member: string | number; readonly shares: number; readonly owner: string }
  | { readonly do: 'gigantic-free'; readonly what: string; readonly order: number; readonly clearFirstTail: boolean }
  | { readonly do: 'drain'; readonly of?: 'all' | 'this CPU' }
  | { readonly do: 'alloc-contig'; readonly as: string; readonly start: number; readonly pages: number; readonly type: 'CMA' | 'MOVABLE' }
  | { readonly do: 'gigantic-alloc'; readonly as: string; readonly start: number; readonly order: number; readonly type?: 'CMA' | 'MOVABLE' }
  | { readonly do: 'demote'; readonly what: string; readonly as: string; readonly order: number }
  | { readonly do: 'dissolve'; readonly what: string }
  | { readonly do: 'hvo'; readonly what: string; readonly restore?: boolean }
  | { readonly do: 'free-state'; readonly plan: FreeStatePlan; readonly physicalBits: number }
  | { readonly do: 'workload'; readonly kind: 'allocator' | 'modules'; readonly steps: number; readonly group?: boolean; readonly modules?: number; readonly background?: number }
  | { readonly do: 'repeat'; readonly times: number; readonly steps: readonly Step[] }
);

/** A finding that must be among those of the run; what is absent may be anything. */
export interface ExpectedFinding {
  readonly kind: Finding['kind'];
  readonly observer?: string;
  readonly member?: string;
  readonly reason?: string;
  readonly fault?: string;
  readonly says?: string;
  readonly atLeast?: number;
}

/** What must come of a run. */
export interface Expectation {
  readonly silent?: boolean;
  readonly findings?: readonly ExpectedFinding[];
  readonly others?: boolean;
  readonly measures?: Readonly<Record<string, { readonly atLeast?: number; readonly atMost?: number }>>;
}
