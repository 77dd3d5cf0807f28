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
