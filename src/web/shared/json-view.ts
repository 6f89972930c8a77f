import { printable } from '../../core/printable.ts'
import { classed, element } from './dom.ts'
import { byteCount } from './format.ts'
import { jsonTokens } from './json-tokens.ts'

/** Colours cost an element for each piece; longer texts are shown without, and the longest not to their end. */
const mostColoured = 60_000
const mostShown = 400_000

/** A text in a block, coloured if it is JSON. */
export function textBlock(text: string, isJson: boolean): HTMLElement {
  const block = classed('pre', 'block')
  if (isJson && text.length <= mostColoured) {
    for (const { kind, text: piece } of jsonTokens(text))
      block.append(kind === 'plain' ? printable(piece) : classed('span', `json-${kind}`, piece))
    return block
  }
  block.textContent = printable(text.slice(0, mostShown))
  if (text.length <= mostShown) return block
  const rest = `Not shown: the last ${byteCount(text.length - mostShown)}. "Copy body" takes all of it.`
  return element('div', {}, block, classed('p', 'note', rest))
}

/** Indents a text if it is JSON; null if it is not. */
export function indentJson(text: string): string | null {
  if (text.length > mostShown) return null
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return null
  }
}
