import type { Redactor } from '../core/redact.ts'
import { asciiGlyphs, type Glyphs, toAscii, unicodeGlyphs } from '../reporters/glyphs.ts'
import { loadPaint, type Paint, plainPaint } from '../reporters/paint.ts'
import type { Deps, Stream } from './deps.ts'
import { wantsAscii, wantsColor } from './terminal.ts'

/** Where everything that is printed goes through: redaction first, then plain characters if wanted, then the stream. */
export interface Output {
  /** Data: stdout. */
  data(text: string): void
  /** Data whose parts were redacted one by one: a finished JSON document must not be searched for secrets any more. */
  document(text: string): void
  /** Talk: hints, progress, errors. stderr. */
  talk(text: string): void
  readonly paint: Paint
  readonly talkPaint: Paint
  readonly glyphs: Glyphs
  /** Columns to wrap at: the terminal's up to 100, 80 where there is none. */
  readonly width: number
  readonly quiet: boolean
  readonly verbose: boolean
  readonly stderrIsTerminal: boolean
}

export interface OutputOptions {
  readonly color?: boolean | undefined
  readonly ascii?: boolean | undefined
  readonly quiet?: boolean | undefined
  readonly verbose?: boolean | undefined
}

export async function createOutput(
  deps: Pick<Deps, 'stdout' | 'stderr' | 'variables' | 'platform'>,
  redactor: Redactor,
  options: OutputOptions,
): Promise<Output> {
  const facts = (stream: Stream) => ({
    isTerminal: stream.isTerminal,
    variables: deps.variables,
    platform: deps.platform,
  })
  const paint = await loadPaint(wantsColor(facts(deps.stdout), options.color))
  const ascii = wantsAscii(facts(deps.stdout), options.ascii)
  // Redacted first: respelt, a secret would no longer be recognised.
  const asciiText = (text: string): string => toAscii(redactor.text(text))
  const text = ascii ? asciiText : redactor.text
  const colorsErrors = wantsColor(facts(deps.stderr), options.color)
  return {
    data: (data) => deps.stdout.write(text(data)),
    document: (document) => deps.stdout.write(document),
    talk: (talk) => deps.stderr.write(text(talk)),
    paint,
    talkPaint: colorsErrors ? (paint.colored ? paint : await loadPaint(true)) : plainPaint,
    glyphs: ascii ? { ...asciiGlyphs, text: asciiText } : unicodeGlyphs,
    width: deps.stdout.isTerminal ? Math.max(40, Math.min(deps.stdout.columns, 100)) : 80,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    stderrIsTerminal: deps.stderr.isTerminal,
  }
}
