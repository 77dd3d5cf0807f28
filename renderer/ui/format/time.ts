/** Date and time of an ISO instant in the reader's own zone. */
export function formatInstant(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(iso),
  );
}

/** Today's instants by their time, older ones by their date: a list stays narrow. */
export function formatWhen(iso: string, now: Date, locale: string): string {
  const then = new Date(iso);
  const isToday = then.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(
    locale,
    isToday
      ? { hour: "2-digit", minute: "2-digit" }
      : {
          month: "short",
          day: "numeric",
          ...(then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
        },
  ).format(then);
}

/** A calendar date, which is the same day in every zone. */
export function formatDay(date: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(date),
  );
}

/** A day, a month (`2026-11`) or a year (`2026`), as precisely as it is given. */
export function formatSeen(date: string, locale: string): string {
  const [year = "", month, day] = date.split("-");
  if (month === undefined) return year;
  if (day !== undefined) return formatDay(date, locale);
  return new Intl.DateTimeFormat(locale, {
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(new Date(date));
}
