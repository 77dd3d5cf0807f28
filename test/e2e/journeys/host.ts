import type { Locator, Page } from "@playwright/test";

/** What a journey needs of the host it goes through: the app, open at the comparison of the article, and ways around it. */
export interface Host {
  /** The same page throughout, whatever happens behind it. */
  readonly page: Page;
  readonly dataFolder: string;
  /** Ends the process that computes at once and without a farewell: the desktop's engine, the browser's server. */
  readonly crash: () => Promise<void>;
  /**
   * Back in the app after a crash, at the same place. The desktop starts its engine again by itself; a
   * server is started again by its user, who opens the new address that it prints.
   */
  readonly recover: () => Promise<void>;
  /** The PDF that comes of pressing `choice`. */
  readonly pdf: (choice: Locator) => Promise<Buffer>;
  /** Pictures of the page: in Chromium in every size and theme, with axe's word on it; in the desktop one. */
  readonly picture: (name: string) => Promise<void>;
  /** The same of all that a scrolling pane holds. */
  readonly longPicture: (name: string) => Promise<void>;
}

export type Journey = (host: Host) => Promise<void>;
