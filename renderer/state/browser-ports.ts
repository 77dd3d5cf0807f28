import { Draft } from "../../engine/contract/methods.js";
import type { Address, Memory, Shelf } from "./ports.js";

/** The address of a real page. */
export function pageAddress(page: Window): Address {
  return {
    read: () => page.location.hash.replace(/^#/, ""),
    write(hash, how) {
      if (page.location.hash === `#${hash}`) return;
      if (how === "push") page.history.pushState(null, "", `#${hash}`);
      else page.history.replaceState(null, "", `#${hash}`);
    },
    onChange(listener) {
      page.addEventListener("popstate", listener);
      page.addEventListener("hashchange", listener);
      return () => {
        page.removeEventListener("popstate", listener);
        page.removeEventListener("hashchange", listener);
      };
    },
  };
}

const keyOf = (id: string): string => `headroom.unsaved.${id}`;

/** A shelf in a page's storage. A full or forbidden storage loses nothing that was safe before. */
export function storageShelf(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">): Shelf {
  return {
    get(id) {
      try {
        return Draft.safeParse(JSON.parse(storage.getItem(keyOf(id)) ?? "null")).data;
      } catch {
        return undefined;
      }
    },
    put(id, item) {
      try {
        storage.setItem(keyOf(id), JSON.stringify(item));
      } catch {
        // The text is still on screen, and the failed autosave is shown.
      }
    },
    drop: (id) => storage.removeItem(keyOf(id)),
  };
}

const memoryKey = (name: string): string => `headroom.${name}`;

/** A memory in a page's storage. Where that is full or forbidden, the page begins anew every time. */
export function storageMemory(storage: Pick<Storage, "getItem" | "setItem">): Memory {
  return {
    read(name) {
      try {
        return storage.getItem(memoryKey(name)) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(name, text) {
      try {
        storage.setItem(memoryKey(name), text);
      } catch {
        // Nothing that was said of it is broken: it is only not remembered.
      }
    },
  };
}
