// Pure: the actors as a tree.

const inner = /(^|\/)(StreamSupervisor-\d+|Flow-[^/]*)(?=\/|$)/g;

/** Joins the parts of a stream to the actor that owns it: a lane is one line. */
export function joined(actors) {
  const lines = new Map();
  for (const actor of actors) {
    const path = actor.path.replace(inner, '');
    if (path === '') {
      continue;
    }
    const known = lines.get(path);
    if (!known) {
      lines.set(path, { ...actor, path });
      continue;
    }
    known.waiting += actor.waiting;
    known.taken += actor.taken;
    known.oldest_ms = Math.max(known.oldest_ms, actor.oldest_ms);
    known.rate += actor.rate;
    known.restarts += actor.restarts;
    known.last_failure ??= actor.last_failure;
  }
  return [...lines.values()];
}

/** The lines of the tree in order, parents before children, each with its depth and name. */
export function lines(look) {
  const key = path => path.replaceAll('/', '\u0000');
  return joined(look.actors)
    .sort((a, b) => (key(a.path) < key(b.path) ? -1 : 1))
    .map(actor => ({ ...actor, depth: actor.path.split('/').length - 1, name: actor.path.split('/').at(-1) }));
}

/** How an actor is: stuck where a message waits for three seconds, busy from one on. */
export const stateOf = line => (line.oldest_ms >= 3000 ? 'stuck' : line.oldest_ms >= 1000 ? 'busy' : 'idle');
