// Pure: the scale of the slot timeline, in basis points of the slot.

/** What a strip shows: a slot, and a quarter of the next one. */
export const width = 12500;

/** One step of the arrivals that the node counts. */
export const step = 250;

/** Where a time lies in a slot, in basis points from its start; null where there is none. */
export function bpsOf(iso, slot) {
  return iso ? ((Date.parse(iso) - Date.parse(slot.started_at)) / slot.slot_ms) * 10000 : null;
}

/** Basis points as a place on the strip, in percent; what lies beyond is at its edge. */
export const place = bps => Math.min(100, Math.max(0, (bps / width) * 100));

/** True where the clock is behind a slot; a bid may be there for one that has not begun. */
export const isOver = (slot, overview) => Number(slot.slot) < Number(overview.slot);

/** True where no block came in a slot that is over; nobody proposes in slot 0. */
export const isMissed = (slot, overview) => slot.blocks.length === 0 && isOver(slot, overview) && Number(slot.slot) > 0;

/** True where something came after its deadline. */
export const isLate = (bps, deadlines, name) => bps !== null && deadlines[name] !== undefined && bps > deadlines[name];

/** Bars of counts by step: place, width and height (0 to 1 of the highest), in percent; what came beyond the strip is at its edge. */
export function bars(counts, highest) {
  const shown = width / step;
  const folded = counts.slice(0, shown);
  const beyond = counts.slice(shown).reduce((sum, n) => sum + n, 0);
  if (beyond > 0) {
    folded[shown - 1] = (folded[shown - 1] ?? 0) + beyond;
  }
  return folded
    .map((count, i) => ({ x: place(i * step), width: 100 / shown, height: highest > 0 ? count / highest : 0, count, bps: i * step }))
    .filter(bar => bar.count > 0);
}

/** All of counts by step. */
export const total = counts => counts.reduce((sum, n) => sum + n, 0);

/** How many of them came after a deadline, as far as the steps tell. */
export const lateOf = (counts, bps) => total(counts.slice(Math.ceil(bps / step)));
