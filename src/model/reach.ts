/** Yes, no, or not known from what was looked at. */
export type Known = 'yes' | 'no' | 'unknown';

/** Which unaware readers can come across a page (domain.md "Reachability rules"). */
export interface Reach {
  /** A normal, non-special PTE of a user process may map it: GUP, munmap, set_page_dirty, mapcount. */
  readonly userMappable: Known;
  /** Walkers of page frame numbers see it: compaction, hot-remove, memory_failure, /proc/kpage*, hibernation. */
  readonly pfnScan: Known;
  /** It goes through free_pages_prepare() and the allocator's checks. */
  readonly freed: Known;
  /** It may be a fragment of an skb. */
  readonly skbFragment: Known;
  /** Someone may hold and drop a reference: put_page(). */
  readonly counted: Known;
}

/** How a reader comes to look at a page. */
export type Meeting = 'any' | 'user-mapping' | 'pfn-scan' | 'owner-change' | 'skb-fragment' | 'last-put' | 'buddy-merge' | 'driver-maps-it' | 'dump';

/** Whether a reader that comes this way can meet a page of that reach. */
export function canMeet(meeting: Meeting, reach: Reach): Known {
  switch (meeting) {
    case 'any': return 'yes';
    case 'user-mapping': case 'driver-maps-it': return reach.userMappable;
    case 'pfn-scan': case 'buddy-merge': case 'dump': return reach.pfnScan;
    case 'owner-change': return reach.freed;
    case 'skb-fragment': return reach.skbFragment;
    case 'last-put': return reach.counted;
  }
}

/** For a message: what must be so for the reader to meet the page. */
export function describeMeeting(meeting: Meeting): string {
  switch (meeting) {
    case 'any': return 'any holder of the page';
    case 'user-mapping': return 'the page is mapped into a user process by a normal PTE';
    case 'driver-maps-it': return 'a driver inserts the page into a user mapping';
    case 'pfn-scan': return 'a walk over page frame numbers passes it';
    case 'buddy-merge': return 'a neighbouring block is freed';
    case 'dump': return 'the page is dumped (VM_BUG_ON_PAGE, bad_page)';
    case 'owner-change': return 'the page is freed or allocated';
    case 'skb-fragment': return 'the page is a fragment of an skb';
    case 'last-put': return 'the last reference is dropped';
  }
}
