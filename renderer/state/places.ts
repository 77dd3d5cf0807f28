/** Where edits of a stored item go: its id, which may become that of a copy. */
export interface Place {
  readonly id: string;
}

/** The places of what was edited in this window. */
export interface Places {
  readonly of: (id: string) => Place;
  /** The item was saved under another id: what was edited under the old one goes on there. */
  readonly moved: (from: string, to: string) => void;
}

export function createPlaces(): Places {
  const places = new Map<string, { id: string }>();
  return {
    of(id) {
      const place = places.get(id) ?? { id };
      places.set(id, place);
      return place;
    },
    moved(from, to) {
      const place = places.get(from);
      if (place === undefined || from === to) return;
      places.delete(from);
      place.id = to;
      places.set(to, place);
    },
  };
}
