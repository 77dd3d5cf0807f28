import { Menu } from "electron";
import type { MenuItemConstructorOptions } from "electron";

/** The standard roles alone: the application's own commands live in its page, where a browser has them too. */
export function installMenu(): void {
  const own: MenuItemConstructorOptions[] =
    process.platform === "darwin" ? [{ role: "appMenu" }] : [];
  const template: MenuItemConstructorOptions[] = [
    ...own,
    { role: "fileMenu" },
    { role: "editMenu" },
    { role: "viewMenu" },
    { role: "windowMenu" },
    { role: "help", submenu: [{ role: "about" }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
