import product from "../../package.json" with { type: "json" };

/** What the package says of itself; bundled, so that nothing has to be looked up at run time. */
export const PRODUCT = { description: product.description, version: product.version } as const;
