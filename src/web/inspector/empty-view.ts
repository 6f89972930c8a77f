import { button, classed, element } from '../shared/dom.ts'

/** What to do while the inbox is empty. */
export function emptyInbox(): readonly Node[] {
  return [
    element('h3', {}, 'No callback has come yet'),
    element('p', {}, 'This page shows each one the moment it arrives. Until then:'),
    element(
      'ul',
      {},
      step('Give the app a public URL, so that Safaricom can reach it', 'mpesa-doctor tunnel'),
      step('Or send a test callback for a payment of yours', 'mpesa-doctor simulate ws_CO_…'),
      step('Still nothing after a real payment? Find out why', 'mpesa-doctor'),
    ),
  ]
}

function step(text: string, command: string): HTMLElement {
  return element('li', {}, element('p', {}, text), element('code', {}, command))
}

export function nothingFound(total: string, clear: () => void): readonly Node[] {
  return [
    element('h3', {}, 'Nothing matches the filter'),
    element('p', {}, `${total} in the inbox.`),
    button({}, 'Clear the filter', clear),
  ]
}

/** The first load did not succeed. */
export function notLoaded(why: string, again: () => void): readonly Node[] {
  return [
    element('h3', {}, 'The inbox could not be shown'),
    element('p', { role: 'alert' }, why),
    button({}, 'Try again', again),
  ]
}

export function nothingOpen(): HTMLElement {
  return classed('div', 'empty', element('p', {}, 'Choose a callback to read it.'), element('p', {}, keys()))
}

function keys(): DocumentFragment {
  const line = document.createDocumentFragment()
  line.append(element('kbd', {}, 'j'), ' ', element('kbd', {}, 'k'), ' move, ', element('kbd', {}, '?'), ' all keys')
  return line
}
