/*
 * The HTML that the shop shows to people.
 */

export interface OrderLine {
  readonly order_number: string
  readonly customer_name: string
  readonly amount: string
  readonly payment_status: string
  readonly payment_reference: string | null
  readonly admin_notes: string | null
}

export function ordersPage(orders: readonly OrderLine[]): string {
  const rows = orders.map(
    (order) =>
      `<tr><td>${[
        order.order_number,
        order.customer_name,
        `KES ${order.amount}`,
        order.payment_status,
        order.payment_reference ?? '',
        order.admin_notes ?? '',
      ]
        .map(escapeHtml)
        .join('</td><td>')}</td></tr>`,
  )
  return page(
    'Duka: orders',
    `<h1>Orders</h1>
<table>
<tr><th>Order</th><th>Customer</th><th>Amount</th><th>Payment</th><th>Receipt</th><th>Note</th></tr>
${rows.join('\n')}
</table>`,
  )
}

/** What a bundled front end serves: one empty page, filled in by its script. */
export function singlePageApp(): string {
  return page('Duka', '<div id="root"></div>\n<script type="module" src="/assets/index-4f9c21aa.js"></script>')
}

export function loginPage(): string {
  return page(
    'Duka: log in',
    '<form method="post"><input name="email"><input name="password" type="password"><button>Log in</button></form>',
  )
}

/** The page of Django's CSRF protection in its wording, which is what people see and what tools recognise. */
export function csrfPage(): string {
  return page(
    '403 Forbidden',
    `<h1>Forbidden <span>(403)</span></h1>
<p>CSRF verification failed. Request aborted.</p>
<p>You are seeing this message because this site requires a CSRF cookie when submitting forms.</p>`,
  )
}

export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
</head>
<body>
${body}
</body>
</html>
`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
