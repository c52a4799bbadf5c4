/** Times as GitHub writes them: whole seconds, in UTC; the calendar is computed, no clock is read. */

export interface Clock {
  now(): number;
}

const SECOND = 1000;
const DAY = 86_400;
const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `2026-11-21T09:12:00Z`. */
export const isoTime = (ms: number): string => {
  const { year, month, day, time } = calendar(ms);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}Z`;
};

/** `Sat, 21 Nov 2026 09:12:00 GMT`, for the date header: clients correct their clock by it. */
export const headerTime = (ms: number): string => {
  const { year, month, day, days, time } = calendar(ms);
  const weekday = WEEKDAYS[((days % 7) + 7) % 7] ?? '';
  return `${weekday}, ${two(day)} ${MONTHS[month - 1] ?? ''} ${year} ${time} GMT`;
};

const two = (number: number): string => String(number).padStart(2, '0');

const calendar = (ms: number) => {
  const seconds = Math.floor(ms / SECOND);
  const days = Math.floor(seconds / DAY);
  const rest = seconds - days * DAY;
  const time = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(two).join(':');
  return { ...dateOf(days), days, time };
};

/** The Gregorian date of a day counted from 1970-01-01, in eras of 400 years from 1 March of year 0. */
const dateOf = (days: number): { year: number; month: number; day: number } => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear =
    ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
};
