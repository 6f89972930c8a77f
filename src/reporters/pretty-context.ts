import type { CodeDefinitions } from '../core/finding.ts'
import type { NetworkFacts } from '../core/network-facts.ts'
import type { Glyphs } from './glyphs.ts'
import type { Paint } from './paint.ts'

export interface PrettyContext {
  readonly paint: Paint
  readonly glyphs: Glyphs
  readonly width: number
  readonly verbose: boolean
  readonly definitions: CodeDefinitions
  /** Hides secrets, before text is cut anywhere. */
  readonly redact?: (text: string) => string
  /** Loaded only where it is wanted. */
  readonly renderNetwork?: (facts: NetworkFacts, context: PrettyContext) => string
}
