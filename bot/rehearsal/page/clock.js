const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const UNITS = [
  ["year", 31536000], ["month", 2592000], ["day", 86400],
  ["hour", 3600], ["minute", 60], ["second", 1],
];

/**
 * Words for a distance in time, such as "in 2 hours".
 *
 * @param {number} unix target, seconds since 1970
 * @param {number} now present, seconds since 1970
 */
export function relative(unix, now = Date.now() / 1000) {
  const distance = Math.round(unix - now);
  const [unit, size] = UNITS.find(([, seconds]) => Math.abs(distance) >= seconds) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" })
    .format(Math.round(distance / size), unit);
}

/** A timestamp in one of the message format's styles (t T d D f F R). */
export function stamp(unix, style = "f") {
  if (style === "R") return relative(unix);
  return new Intl.DateTimeFormat(undefined, STYLES[style] ?? STYLES.f).format(unix * 1000);
}

/** Hour and minute of a message. */
export const hour = (date) => new Intl.DateTimeFormat(undefined, STYLES.t).format(date);

/** The words of a day divider: "Today", "Yesterday" or the date. */
export function dayName(date, today = new Date()) {
  const midnight = (value) => new Date(value.getFullYear(), value.getMonth(), value.getDate());
  const days = Math.round((midnight(today) - midnight(date)) / 86400000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return new Intl.DateTimeFormat(undefined, { dateStyle: "full" }).format(date);
}

/** Keep every relative `<time data-relative>` on the page true. */
export function startClock() {
  setInterval(() => {
    for (const node of document.querySelectorAll("time[data-relative]")) {
      node.textContent = relative(Number(node.dataset.relative));
    }
  }, 10_000);
}
