const partOfPage = /<(!doctype\s+html|html|head|body|title|h1)\b/i
const xmlProlog = /^[\s\uFEFF]*<\?xml\b/i
/** An element that HTML does not have begins a document of another kind; `<!`, `<?` and plain text begin none. */
const firstElement = /^[\s\uFEFF]*<([a-z][\w:.-]*)/i
const ofPages =
  /^(?:html|head|body|title|h[1-6]|p|div|br|b|i|u|pre|code|table|tr|td|center|font|span|strong|em|a|img|hr|ul|ol|li|form|input|script|style|meta|link|base|section|main|header|footer|nav|article|svg|iframe|noscript)$/i

/** Whether a body is a page for people, whatever its content type says: PHP and Flask call every text `text/html`. */
export function looksLikePage(body: string): boolean {
  if (!partOfPage.test(body)) return false
  if (xmlProlog.test(body)) return /<html\b/i.test(body)
  const first = firstElement.exec(body)?.[1]
  return first === undefined || ofPages.test(first)
}
