/**
 * Runs dependency-cruiser over the product and fails on any violation, and also when it read no
 * module at all or saw a folder it should have read without one (as it does under TypeScript 7).
 */
import { cruise } from "dependency-cruiser";
import { existsSync } from "node:fs";
import rules from "./rules.mjs";

const folders = ["engine", "main", "renderer"].filter((folder) => existsSync(folder));
const { forbidden, allowed, allowedSeverity, options } = rules;
const { output } = await cruise(
  folders,
  {
    ...options,
    validate: true,
    ruleSet: { forbidden, allowed, allowedSeverity },
    exclude: { path: "/(dist|out)/" },
  },
  options.enhancedResolveOptions,
);
if (typeof output === "string") throw new Error("expected a cruise result, found text");

const own = output.modules.filter((module) => /^(engine|main|renderer)\//.test(module.source));
const edges = own.reduce((sum, module) => sum + module.dependencies.length, 0);
const unread = folders.filter(
  (folder) =>
    !own.some((module) => module.source.startsWith(`${folder}/`) && module.dependencies.length > 0),
);
for (const { rule, from, to } of output.summary.violations)
  console.error(`${rule.name}: ${from} → ${to}`);
if (unread.length > 0) console.error(`no module with an import was read in: ${unread.join(", ")}`);
console.log(
  `layering: ${own.length} modules, ${edges} edges, ${output.summary.violations.length} violations`,
);
if (own.length === 0 || edges === 0 || unread.length > 0 || output.summary.violations.length > 0)
  process.exit(1);
