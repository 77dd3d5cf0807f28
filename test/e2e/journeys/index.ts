import { fromArticleToFiles } from "./article.js";
import { throughCrash } from "./crash.js";
import { throughDamagedFiles } from "./damaged.js";
import type { Journey } from "./host.js";
import { byKeyboard } from "./keyboard.js";
import { throughLiveSession } from "./live.js";
import { fromServingLogToPlan } from "./serving-log.js";

/**
 * The journeys of issue 6. Each goes through every host: `browser-journeys.spec.ts` drives all of them in
 * Chromium against `headroom serve`, `electron-journeys.spec.ts` in the desktop as it is packaged.
 */
export const JOURNEYS: readonly (readonly [title: string, journey: Journey])[] = [
  ["(a) article, result, money, milestones, charts and a deck exported", fromArticleToFiles],
  ["(b) live load watched, a session approved, killed and resumed", throughLiveSession],
  ["(c) serving log dropped in, calibrated, compared and planned", fromServingLogToPlan],
  ["(d) a crash in mid-run, recovered, nothing lost", throughCrash],
  ["(e) keyboard only", byKeyboard],
  ["(f) damaged workspace files, named and recovered", throughDamagedFiles],
];

/** Of a loaded machine; a journey takes a quarter of it. */
export const JOURNEY_LIMIT_MS = 300_000;
