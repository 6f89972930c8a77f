import type { Pool, PoolClient } from 'pg'
import type { DemoOrder } from './demo-orders.ts'

/** The tables of the shop, the way small shops have them. */
const tables = `
  create type payment_status as enum ('PENDING', 'PAID', 'FAILED', 'REFUNDED');
  create table orders (
    id integer generated always as identity primary key,
    order_number varchar(32) not null unique,
    customer_name text not null,
    phone varchar(15) not null,
    amount numeric(10, 2) not null check (amount > 0),
    payment_status payment_status not null default 'PENDING',
    payment_method varchar(20) not null default 'MPESA',
    checkout_request_id varchar(64) unique,
    merchant_request_id varchar(64),
    payment_reference varchar(20) unique,
    paid_at timestamptz,
    admin_notes text,
    created_at timestamptz not null default now()
  );
  create index orders_payment_status on orders (payment_status, created_at);
  create table order_items (
    id integer generated always as identity primary key,
    order_id integer not null references orders (id) on delete cascade,
    product text not null,
    quantity integer not null check (quantity > 0),
    unit_price numeric(10, 2) not null
  );
`

export async function createShopTables(db: Pool, orders: readonly DemoOrder[]): Promise<void> {
  const client = await db.connect()
  try {
    await client.query('begin')
    await client.query(tables)
    for (const order of orders) await insertOrder(client, order)
    await client.query('commit')
  } finally {
    client.release()
  }
}

export async function insertOrder(db: Pool | PoolClient, order: DemoOrder): Promise<void> {
  const { outcome } = order
  await db.query(
    `with new_order as (
       insert into orders (order_number, customer_name, phone, amount, payment_status, checkout_request_id,
                           merchant_request_id, payment_reference, paid_at, admin_notes, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       returning id
     )
     insert into order_items (order_id, product, quantity, unit_price)
     select new_order.id, item.product, item.quantity, item.unit_price
     from new_order, unnest($12::text[], $13::integer[], $14::numeric[]) as item (product, quantity, unit_price)`,
    [
      order.orderNumber,
      order.customer,
      order.phone,
      order.amount,
      outcome.state,
      order.checkoutRequestId,
      order.merchantRequestId,
      outcome.state === 'PAID' ? outcome.receipt : null,
      outcome.state === 'PAID' ? outcome.paidAt : null,
      outcome.state === 'FAILED' ? outcome.note : null,
      order.createdAt,
      order.items.map((item) => item.product),
      order.items.map((item) => item.quantity),
      order.items.map((item) => item.unitPrice),
    ],
  )
}
