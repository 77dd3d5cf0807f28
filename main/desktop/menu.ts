import { Menu } from "electron";
import type { MenuItemConstructorOptions } from "electron";
import { COMMAND_GROUPS, COMMAND_IDS, commandWords } from "../../engine/contract/commands.js";
import type { CommandId } from "../../engine/contract/commands.js";

type Item = MenuItemConstructorOptions;
type Group = (typeof COMMAND_GROUPS)[number];

const LINE: Item = { type: "separator" };

/** What the system does by itself, below the app's own commands of the same menu. */
const ROLES: Readonly<Record<Group, readonly Item[]>> = {
  File: [LINE, process.platform === "darwin" ? { role: "close" } : { role: "quit" }],
  Edit: [LINE, { role: "cut" }, { role: "copy" }, { role: "paste" }, { role: "selectAll" }],
  View: [LINE, { role: "reload" }, { role: "toggleDevTools" }, { role: "togglefullscreen" }],
  Run: [],
  Help: [],
};

/** The app's commands as native menus. The page has the same ones in its palette and under its keys. */
export function installMenu(send: (id: CommandId) => void): void {
  const own: Item[] = process.platform === "darwin" ? [{ role: "appMenu" }] : [];
  const menus = COMMAND_GROUPS.map((group): Item => {
    const items: Item[] = [...commandItems(group, send), ...ROLES[group]];
    return group === "Help" ? { role: "help", submenu: items } : { label: group, submenu: items };
  });
  // The last menu is Help, as everywhere.
  const template = [
    ...own,
    ...menus.slice(0, -1),
    { role: "windowMenu" } as const,
    ...menus.slice(-1),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Commands of one group, a line between those of different kinds. */
function commandItems(group: Group, send: (id: CommandId) => void): Item[] {
  const ids = COMMAND_IDS.filter((id) => commandWords(id).group === group);
  return ids.flatMap((id, at) => {
    const before = ids[at - 1];
    const item = commandItem(id, send);
    return before === undefined || kindOf(before) === kindOf(id) ? [item] : [LINE, item];
  });
}

const kindOf = (id: CommandId): string => id.split(".", 1)[0] ?? id;

function commandItem(id: CommandId, send: (id: CommandId) => void): Item {
  const { title, keys } = commandWords(id);
  const accelerator = acceleratorOf(keys[0]);
  return {
    id,
    label: title,
    click: () => send(id),
    ...(accelerator === undefined
      ? {}
      : {
          accelerator,
          // The page listens for its keys itself. Only macOS hands them to the menu all the same, and
          // then not to the page.
          registerAccelerator: false,
        }),
  };
}

/** Keys as Electron names them. Single keys stay the page's: a menu would take them out of every field. */
function acceleratorOf(keys: string): string | undefined {
  if (!/^(?:Mod|Alt)\+/.test(keys)) return undefined;
  return keys.replace("Mod", "CommandOrControl");
}
