// Asks nodes: bounded, one question of a kind at a time, and none while nobody looks.

/** The JSON of a path of a node, its `data` where it has that; throws with the node's message, and where `signal` aborts. */
export async function ask(origin, path, signal = null, timeout = 8000) {
  const limit = AbortSignal.timeout(timeout);
  const answer = await fetch(origin + path, {
    headers: { accept: 'application/json' },
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    credentials: 'omit',
  });
  const json = await answer.json().catch(() => ({}));
  signal?.throwIfAborted();
  if (!answer.ok) {
    throw new Error(json.message ?? `${answer.status} ${answer.statusText}`);
  }
  return json.data ?? json;
}

/**
 * Asks again and again: `run` is called at once and then `every` milliseconds, never twice at a time, half a minute apart at most where it
 * fails, and not while the page is hidden or paused. `poke` asks sooner, but `least` milliseconds after the last time. `restart` asks
 * somebody else at once, and once where the page is paused: what runs is told so by its signal, and what failed until then does not count.
 * `told(problem, poll)` hears how each question ended, with null where it was answered; `poll.answered` is when one was last, and
 * `poll.failures` counts those that were not since.
 */
export class Poll {
  constructor(run, every, least = 400, told = () => {}) {
    Object.assign(this, { run, every, least, told, failures: 0, last: 0, answered: 0, timer: 0 });
    [this.isRunning, this.isPoked, this.isAsked, this.isPaused] = [false, false, false, false];
    this.stop = new AbortController();
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

  restart() {
    this.stop.abort();
    [this.failures, this.isAsked] = [0, true];
    this.plan(0);
  }

  plan(wait) {
    clearTimeout(this.timer);
    if (!document.hidden && (!this.isPaused || this.isAsked) && !this.isRunning) {
      this.timer = setTimeout(() => this.go(), wait);
    }
  }

  async go() {
    [this.isRunning, this.isPoked, this.isAsked, this.last] = [true, false, false, performance.now()];
    this.stop = new AbortController();
    const { signal } = this.stop;
    try {
      await this.run(signal);
      [this.failures, this.answered] = [0, Date.now()];
      this.told(null, this);
    } catch (problem) {
      this.failures = signal.aborted ? 0 : this.failures + 1;
      this.told(signal.aborted ? null : problem, this);
    }
    this.isRunning = false;
    if (signal.aborted) {
      this.failures = 0;
      this.plan(0);
      return;
    }
    const wait = typeof this.every === 'function' ? this.every() : this.every;
    this.plan(this.isPoked && this.failures === 0 ? this.least : Math.min(30000, wait * 2 ** Math.min(this.failures, 5)));
  }
}

/**
 * The events of a node, for as long as somebody looks and the page is not paused. A browser goes on by itself where a connection breaks,
 * and not where a node has no room for a stream: it is asked again after `rest` milliseconds.
 */
export class Events {
  constructor(topics, hear, rest = 10000) {
    Object.assign(this, { topics, hear, rest, source: null, origin: '', isPaused: false, timer: 0 });
    document.addEventListener('visibilitychange', () => this.open());
  }

  of(origin) {
    this.origin = origin;
    this.open();
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    if (document.hidden || this.isPaused) {
      return;
    }
    this.source = new EventSource(`${this.origin}/eth/v1/events?topics=${this.topics.join(',')}`);
    this.source.addEventListener('error', event => {
      if (event.target === this.source && event.target.readyState === EventSource.CLOSED) {
        this.timer = setTimeout(() => this.open(), this.rest);
      }
    });
    for (const topic of this.topics) {
      this.source.addEventListener(topic, event => this.hear(topic, event.data));
    }
  }
}
