// Pure: where the blocks of the fork-choice store stand, by slot from left to right, a branch a lane.

/**
 * Places blocks `{ root, parent_root, slot, weight, canonical, ... }`. The head's chain has lane 0; each other branch has the first lane
 * that is free over all its slots. Gives `{ nodes, edges, lanes, first, last }`; an edge knows which outcome of its parent it stands on.
 */
export function layout(tree) {
  // Before the first block that is in memory nothing is known of slots.
  const first = Math.max(Number(tree.first_slot), Math.min(...tree.blocks.map(block => Number(block.slot)), Number(tree.slot)));
  const blocks = [...tree.blocks].sort((a, b) => Number(a.slot) - Number(b.slot) || (a.root < b.root ? -1 : 1));
  const byRoot = new Map(blocks.map(block => [block.root, block]));
  const children = new Map();
  for (const block of blocks) {
    if (byRoot.has(block.parent_root)) {
      children.set(block.parent_root, [...(children.get(block.parent_root) ?? []), block]);
    }
  }
  const weigh = (a, b) => Number(b.canonical) - Number(a.canonical) || Number(b.weight) - Number(a.weight) || (a.root < b.root ? 1 : -1);
  const lanes = [];
  const laneOf = new Map();
  const begin = start => {
    const run = [start];
    for (let next = best(start); next; next = best(next)) {
      run.push(next);
    }
    const from = byRoot.has(start.parent_root) ? Number(start.slot) : Number(start.slot) - 1;
    const to = Number(run.at(-1).slot);
    let lane = start.canonical ? 0 : 1;
    while ((lanes[lane] ?? []).some(([a, b]) => a <= to && from <= b)) {
      lane++;
    }
    (lanes[lane] ??= []).push([from, to]);
    run.forEach(block => laneOf.set(block.root, lane));
    return run;
  };
  // The head's chain ends with the head, whatever stands on that.
  const best = block => [...(children.get(block.root) ?? [])].sort(weigh).find(child => child.canonical || !block.canonical);
  const waiting = blocks.filter(block => !byRoot.has(block.parent_root)).sort(weigh);
  while (waiting.length > 0) {
    for (const block of begin(waiting.shift())) {
      waiting.push(...[...(children.get(block.root) ?? [])].filter(child => child !== best(block)).sort(weigh));
    }
  }
  const nodes = blocks.map(block => ({ block, column: Number(block.slot) - first, lane: laneOf.get(block.root) }));
  const at = new Map(nodes.map(node => [node.block.root, node]));
  const edges = nodes
    .filter(node => at.has(node.block.parent_root))
    .map(node => ({
      from: at.get(node.block.parent_root),
      to: node,
      outcome: !at.get(node.block.parent_root).block.has_outcomes ? 'block' : node.block.parent_full ? 'full' : 'empty',
      isOn: node.block.canonical,
    }));
  return {
    nodes,
    edges,
    lanes: Math.max(1, lanes.length),
    first,
    last: Math.max(Number(tree.slot), ...nodes.map(n => Number(n.block.slot))),
  };
}

/** The outcome of a block that the head's chain takes: that of its canonical child, or the head's own; null off the chain. */
export function outcomeOf(block, tree) {
  if (!block.canonical) {
    return null;
  }
  if (block.root === tree.head.root) {
    return tree.head.payload_status;
  }
  const child = tree.blocks.find(other => other.canonical && other.parent_root === block.root);
  return child ? (child.parent_full ? 'full' : 'empty') : null;
}

/** The marks of a block: the head, what is safe, justified and finalized, and what has the proposer boost. */
export function marksOf(block, tree) {
  return [
    block.root === tree.head.root && 'head',
    block.root === tree.safe_root && 'safe',
    block.root === tree.justified_root && 'justified',
    block.root === tree.finalized_root && 'finalized',
    block.root === tree.boost_root && 'boost',
  ].filter(Boolean);
}

/** The block that an arrow key leads to from another: parent, child, or the next of its slot. */
export function neighbour(nodes, root, key) {
  const here = nodes.find(node => node.block.root === root);
  if (!here) {
    return nodes.at(-1)?.block.root;
  }
  const beside = nodes.filter(node => node.column === here.column).sort((a, b) => a.lane - b.lane);
  const next = {
    ArrowLeft: () => nodes.find(node => node.block.root === here.block.parent_root),
    ArrowRight: () => nodes.filter(node => node.block.parent_root === root).sort((a, b) => a.lane - b.lane)[0],
    ArrowUp: () => beside[beside.indexOf(here) - 1],
    ArrowDown: () => beside[beside.indexOf(here) + 1],
    Home: () => nodes[0],
    End: () => nodes.at(-1),
  }[key]?.();
  return next?.block.root;
}
