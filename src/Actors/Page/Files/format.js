// Pure: how values are shown.

/** The first digits of a root, without 0x. */
export const short = root => (root ? root.slice(2, 10) : '–');

/** Gwei as ether, with as many digits as tell something. */
export function ether(gwei) {
  const value = Number(gwei) / 1e9;
  return value === 0 ? '0' : value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2);
}

/** A part as a percentage. */
export const percent = (part, whole) => (whole > 0 ? `${Math.round((100 * part) / whole)}%` : '–');

/** Milliseconds with a unit, at most four digits. */
export function span(ms) {
  const size = Math.abs(ms);
  return size < 10
    ? `${ms.toFixed(1)} ms`
    : size < 10000
      ? `${Math.round(ms)} ms`
      : size < 600000
        ? `${(ms / 1000).toFixed(1)} s`
        : size < 3.6e7
          ? `${Math.round(ms / 60000)} min`
          : `${Math.round(ms / 3.6e6)} h`;
}

/** How long after a start something came, or before it. */
export const after = ms => (ms < 0 ? `${span(-ms)} before` : span(ms));

/** A time of the day with tenths of a second, in UTC. */
export const clock = iso => (iso ? iso.slice(11, 21) : '–');

/** A number of messages a second. */
export const rate = perSecond =>
  perSecond === undefined ? '–' : perSecond === 0 ? '0' : perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toString();

/** A number with its digits in groups. */
export const grouped = number => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');

/** A number of bytes with a unit. */
export function bytes(number) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [size, unit] = [Number(number), 0];
  for (; size >= 1024 && unit < units.length - 1; unit++) {
    size /= 1024;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

const selfBuild = '18446744073709551615';

/** Who built a payload: a builder of the registry, or the proposer itself. */
export const builder = index => (index === null || index === undefined ? 'none' : index === selfBuild ? 'self' : `builder ${index}`);

/** A name of the API in words. */
export const words = name => name.replaceAll('_', ' ');
