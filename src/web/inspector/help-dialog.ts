import { button, classed, element } from '../shared/dom.ts'
import { keyHelp } from './keys.ts'

const filterHelp: readonly (readonly [example: string, meaning: string])[] = [
  ['wanjiku', 'any text: id, amount, result, path, address'],
  ['kind:stk', 'also c2b, b2c-result, ratiba, unknown, …'],
  ['status:5xx', "the app's answer: 200, 4xx, none"],
  ['code:1032', 'the ResultCode'],
  ['id:ws_CO_', 'part of an id, receipt or account'],
  ['unanswered', 'the app gave no answer'],
  ['warned', 'something is wrong with the answer'],
  ['-kind:stk', 'a minus turns it round'],
]

/** Keys and filter words. */
export function openHelpDialog(): void {
  const dialog = element('dialog', { class: 'dialog help', 'aria-labelledby': 'help-title' })
  const close = button({ class: 'primary' }, 'Close', () => dialog.close())
  const keys = keyHelp.map(([names, meaning]) => {
    const term = element('dt', {})
    for (const name of names) term.append(element('kbd', {}, name), ' ')
    return element('div', {}, term, element('dd', {}, meaning))
  })
  const words = filterHelp.map(([example, meaning]) =>
    element('div', {}, element('dt', {}, element('code', {}, example)), element('dd', {}, meaning)),
  )
  dialog.append(
    element('h2', { id: 'help-title' }, 'Help'),
    classed(
      'div',
      'help-columns',
      element('section', {}, element('h3', {}, 'Keys'), element('dl', {}, ...keys)),
      element('section', {}, element('h3', {}, 'Filter'), element('dl', {}, ...words)),
    ),
    classed('p', 'note', 'Times are those of Nairobi (EAT). Phone numbers are masked before they come to this page.'),
    classed('div', 'buttons', close),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  close.focus()
  // The button is at the end, what is to be read is not.
  dialog.scrollTop = 0
}
