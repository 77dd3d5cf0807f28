import { description, version } from "../../package.json";

/** What the package says of itself; bundled, so that nothing has to be looked up at run time. */
export const PRODUCT = { description, version } as const;
