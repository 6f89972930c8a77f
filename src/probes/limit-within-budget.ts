import type { Settings } from '../core/settings.ts'

/** How long one step may take in milliseconds: what it usually gets, and never more than `--budget` gives a reply. */
export function limitWithinBudget(settings: Settings, usualMs: number): number {
  return Math.min(usualMs, settings.get('budget')?.value ?? usualMs)
}
