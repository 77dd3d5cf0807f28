import type { Scenario } from "../../contract/scenario.js";
import type { Source } from "../../contract/source.js";

const OLD_DAYS = 180;
const MS_PER_DAY = 86_400_000;

/** What is wrong with the prices a projection reckons with: none, undated or old on `today`. */
export function priceWarnings(
  { brain, coupled, finance, hands, prices, sources }: Scenario,
  presets: readonly Source[],
  today: Date,
): string[] {
  const warnings: string[] = [];
  const isBought =
    finance?.purchases.before !== undefined || finance?.purchases.after !== undefined;
  const gpus = (brain.kind === "api" ? 0 : brain.gpusPerReplica) + (coupled?.gpusPerReplica ?? 0);
  if (gpus > 0 && prices.gpuHourUsd === 0 && !isBought) {
    warnings.push("prices.gpuHourUsd is 0, so GPUs cost nothing here");
  }
  const cpus = Object.values(hands).reduce((sum, { cpusPerWorker }) => sum + cpusPerWorker, 0);
  if (cpus > 0 && prices.cpuHourUsd === 0) {
    warnings.push("prices.cpuHourUsd is 0, so CPUs cost nothing here");
  }
  if (brain.kind === "api" && Object.keys(prices.tokens).length === 0) {
    warnings.push("prices.tokens is missing, so API tokens cost nothing here");
  }
  const dated = [...sources, ...presets].filter(({ seen }) => seen !== undefined);
  if (dated.length === 0) {
    warnings.push("no source says when the prices were seen (sources[].seen)");
  }
  for (const { what, seen = "" } of dated) {
    const days = Math.floor((today.getTime() - Date.parse(seen)) / MS_PER_DAY);
    if (days > OLD_DAYS) {
      warnings.push(`stale: "${what}" was seen on ${seen}, ${days} days ago (over ${OLD_DAYS})`);
    }
  }
  return warnings;
}
