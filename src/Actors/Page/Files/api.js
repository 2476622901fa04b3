// Asks nodes: bounded, one question of a kind at a time, and none while nobody looks.

/** The JSON of a path of a node, its `data` where it has that; throws with the node's message. */
export async function ask(origin, path, timeout = 8000) {
  const answer = await fetch(origin + path, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeout),
    credentials: 'omit',
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Error(json.message ?? `${answer.status} ${answer.statusText}`);
  }
  return json.data ?? json;
}

/**
 * Asks again and again: `run` is called at once and then `every` milliseconds, never twice at a time, half a minute apart at most where it
 * fails, and not while the page is hidden or paused. `poke` asks sooner, but `least` milliseconds after the last time.
 */
export class Poll {
  constructor(run, every, least = 400) {
    Object.assign(this, { run, every, least, isRunning: false, isPoked: false, failures: 0, last: 0, timer: 0, isPaused: false });
    document.addEventListener('visibilitychange', () => this.plan(0));
  }

  start() {
    this.plan(0);
    return this;
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    this.plan(0);
  }

  poke() {
    this.isPoked = true;
    this.plan(Math.max(0, this.last + this.least - performance.now()));
  }

  plan(wait) {
    clearTimeout(this.timer);
    if (!document.hidden && !this.isPaused && !this.isRunning) {
      this.timer = setTimeout(() => this.go(), wait);
    }
  }

  async go() {
    [this.isRunning, this.isPoked, this.last] = [true, false, performance.now()];
    try {
      await this.run();
      this.failures = 0;
    } catch {
      this.failures++;
    }
    this.isRunning = false;
    const wait = typeof this.every === 'function' ? this.every() : this.every;
    this.plan(this.isPoked && this.failures === 0 ? this.least : Math.min(30000, wait * 2 ** Math.min(this.failures, 5)));
  }
}

/** The events of a node, for as long as somebody looks. */
export class Events {
  constructor(topics, hear) {
    Object.assign(this, { topics, hear, source: null, origin: '' });
    document.addEventListener('visibilitychange', () => this.open());
  }

  of(origin) {
    this.origin = origin;
    this.open();
  }

  open() {
    this.source?.close();
    this.source = null;
    if (document.hidden) {
      return;
    }
    this.source = new EventSource(`${this.origin}/eth/v1/events?topics=${this.topics.join(',')}`);
    for (const topic of this.topics) {
      this.source.addEventListener(topic, event => this.hear(topic, event.data));
    }
  }
}
