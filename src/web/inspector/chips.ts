import { button, byId } from '../shared/dom.ts'
import { toggleWord } from './filter.ts'

const words: readonly (readonly [word: string, label: string])[] = [
  ['unanswered', 'Unanswered'],
  ['warned', 'Warnings'],
  ['status:5xx', 'App 5xx'],
  ['kind:stk', 'STK'],
]

/** Buttons that put a word into the filter, or take it out. Gives what shows their state. */
export function initChips(current: () => string, change: (filter: string) => void): (filter: string) => void {
  const chips = words.map(([word, label]) => ({
    word,
    node: button({ class: 'chip', 'aria-pressed': 'false' }, label, () => change(toggleWord(current(), word))),
  }))
  byId('chips').replaceChildren(...chips.map(({ node }) => node))
  return (filter) => {
    const present = filter.split(/\s+/)
    for (const { word, node } of chips) node.setAttribute('aria-pressed', String(present.includes(word)))
  }
}
