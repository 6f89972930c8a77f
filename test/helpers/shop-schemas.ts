import type { OrderField } from '../../src/orders/fields.ts'
import type { OrderState } from '../../src/orders/states.ts'

/** A database as frameworks and people make it, with two orders: one pending, one paid. */
export interface ShopSchema {
  readonly name: string
  readonly sql: string
  readonly orders: string
  readonly columns: { readonly [F in OrderField]?: string }
  readonly payments?: {
    readonly table: string
    readonly link: string
    readonly columns: { readonly [F in OrderField]?: string }
  }
  /** What can be asked for, and the state that it is in. */
  readonly find: readonly (readonly [string, OrderState])[]
}

export const pendingId = 'ws_CO_231120260758001230700000001'
export const paidId = 'ws_CO_231120260757001230700000002'
export const merchantId = 'f1e2-4b95-a71d-b30d3cdbb7a7942864'
export const receipt = 'UKN8ABC1D2'

export const shopSchemas: readonly ShopSchema[] = [
  {
    name: 'Flask: one column for the id and then the receipt',
    sql: `CREATE TABLE users (id serial PRIMARY KEY, phone text, created_at timestamptz DEFAULT now());
      CREATE TABLE products (id serial PRIMARY KEY, name text, price numeric(10,2));
      CREATE TABLE orders (id serial PRIMARY KEY, order_number varchar(20) UNIQUE NOT NULL, user_id int REFERENCES users,
        total_amount numeric(10,2) NOT NULL, status varchar(20) DEFAULT 'pending', payment_method varchar(20),
        payment_reference varchar(100), phone varchar(15), admin_notes text, paid_at timestamp, created_at timestamp DEFAULT now());
      CREATE TABLE order_items (id serial PRIMARY KEY, order_id int REFERENCES orders, product_id int, price numeric);
      INSERT INTO orders (order_number, total_amount, status, payment_reference, paid_at) VALUES
        ('ORD-1001', 1500, 'pending', '${pendingId}', NULL), ('ORD-1002', 200, 'paid', '${receipt}', now());`,
    orders: 'public.orders',
    columns: {
      key: 'id',
      orderNumber: 'order_number',
      state: 'status',
      checkoutRequestId: 'payment_reference',
      receipt: 'payment_reference',
      amount: 'total_amount',
      phone: 'phone',
      paidAt: 'paid_at',
      note: 'admin_notes',
      method: 'payment_method',
      createdAt: 'created_at',
    },
    find: [
      ['ORD-1001', 'pending'],
      [pendingId, 'pending'],
      [receipt, 'paid'],
      [receipt.toLowerCase(), 'paid'],
      ['2', 'paid'],
    ],
  },
  {
    name: 'Django',
    sql: `CREATE TABLE django_migrations (id bigserial PRIMARY KEY, app varchar(255), name varchar(255), applied timestamptz);
      CREATE TABLE auth_user (id serial PRIMARY KEY, username varchar(150), email varchar(254), date_joined timestamptz);
      CREATE TABLE shop_order (id bigserial PRIMARY KEY, reference varchar(32), user_id int REFERENCES auth_user,
        total numeric(10,2), status varchar(16), mpesa_checkout_request_id varchar(64) UNIQUE, mpesa_merchant_request_id varchar(64),
        mpesa_receipt_number varchar(20), phone_number varchar(13), date_created timestamptz DEFAULT now(), paid_at timestamptz);
      CREATE TABLE shop_orderitem (id bigserial PRIMARY KEY, order_id bigint REFERENCES shop_order, amount numeric, status varchar(9));
      CREATE TABLE shop_historicalorder (id bigint, history_id serial PRIMARY KEY, total numeric, status varchar(16), mpesa_checkout_request_id varchar(64));
      INSERT INTO shop_order (reference, total, status, mpesa_checkout_request_id, mpesa_merchant_request_id, mpesa_receipt_number) VALUES
        ('A-1', 10, 'PENDING', '${pendingId}', '${merchantId}', ''), ('A-2', 20, 'COMPLETED', '${paidId}', '1-2-3', '${receipt}');`,
    orders: 'public.shop_order',
    columns: {
      key: 'id',
      orderNumber: 'reference',
      state: 'status',
      checkoutRequestId: 'mpesa_checkout_request_id',
      merchantRequestId: 'mpesa_merchant_request_id',
      receipt: 'mpesa_receipt_number',
      amount: 'total',
      phone: 'phone_number',
      createdAt: 'date_created',
    },
    find: [
      ['A-1', 'pending'],
      [merchantId, 'pending'],
      [paidId, 'paid'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'Laravel: payments beside orders, enum as check constraint',
    sql: `CREATE TABLE orders (id bigserial PRIMARY KEY, order_no varchar(255), total numeric(8,2),
        status varchar(255) CHECK (status IN ('pending', 'processing', 'completed', 'cancelled')) DEFAULT 'pending', created_at timestamp(0), updated_at timestamp(0));
      CREATE TABLE payments (id bigserial PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, amount numeric(8,2), phone varchar(255),
        checkout_request_id varchar(255), merchant_request_id varchar(255), mpesa_receipt_number varchar(255),
        status varchar(255) CHECK (status IN ('pending', 'paid', 'failed')) DEFAULT 'pending', result_desc text, transaction_date timestamp(0), created_at timestamp(0), updated_at timestamp(0));
      CREATE TABLE failed_jobs (id bigserial PRIMARY KEY, uuid varchar(255), payload text, failed_at timestamp(0));
      CREATE TABLE sessions (id varchar(255) PRIMARY KEY, payload text);
      INSERT INTO orders (order_no, total, status, created_at) VALUES ('L1', 10, 'pending', now()), ('L2', 20, 'completed', now());
      INSERT INTO payments (order_id, amount, checkout_request_id, merchant_request_id, mpesa_receipt_number, status, created_at) VALUES
        (1, 10, '${pendingId}', '${merchantId}', NULL, 'pending', now()), (2, 20, '${paidId}', NULL, '${receipt}', 'paid', now());`,
    orders: 'public.orders',
    columns: { key: 'id', orderNumber: 'order_no', state: 'status', amount: 'total' },
    payments: {
      table: 'public.payments',
      link: 'order_id',
      columns: {
        checkoutRequestId: 'checkout_request_id',
        receipt: 'mpesa_receipt_number',
        state: 'status',
        note: 'result_desc',
      },
    },
    find: [
      ['L1', 'pending'],
      [pendingId, 'pending'],
      [receipt, 'paid'],
      [merchantId, 'pending'],
    ],
  },
  {
    name: 'Prisma: quoted names, enum in upper case, cents',
    sql: `CREATE TYPE "OrderStatus" AS ENUM ('PENDING', 'PAID', 'FAILED', 'REFUNDED');
      CREATE TABLE "User" ("id" text PRIMARY KEY, "email" text);
      CREATE TABLE "Order" ("id" text PRIMARY KEY, "orderNumber" text UNIQUE, "userId" text REFERENCES "User", "totalCents" int, "status" "OrderStatus" DEFAULT 'PENDING',
        "checkoutRequestId" text, "merchantRequestId" text, "mpesaReceipt" text, "phoneNumber" text, "paidAt" timestamp(3), "createdAt" timestamp(3) DEFAULT now());
      CREATE TABLE "OrderItem" ("id" text PRIMARY KEY, "orderId" text REFERENCES "Order", "totalCents" int);
      CREATE UNIQUE INDEX "Order_checkoutRequestId_key" ON "Order" ("checkoutRequestId");
      INSERT INTO "Order" VALUES ('clx1', 'P-1', NULL, 150000, 'PENDING', '${pendingId}', NULL, NULL, '254700000001', NULL, now()),
        ('clx2', 'P-2', NULL, 20000, 'PAID', '${paidId}', NULL, '${receipt}', '254700000002', now(), now());`,
    orders: 'public.Order',
    columns: {
      key: 'id',
      orderNumber: 'orderNumber',
      state: 'status',
      checkoutRequestId: 'checkoutRequestId',
      receipt: 'mpesaReceipt',
      amount: 'totalCents',
      paidAt: 'paidAt',
    },
    find: [
      ['P-1', 'pending'],
      ['clx2', 'paid'],
      [pendingId, 'pending'],
    ],
  },
  {
    name: 'mpesa_transactions without a foreign key',
    sql: `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, customer_name text, total numeric, payment_status text, status text, created_at timestamptz DEFAULT now());
      CREATE TABLE mpesa_transactions (id serial PRIMARY KEY, order_number text, "MerchantRequestID" text, "CheckoutRequestID" text, "ResultCode" int, "ResultDesc" text,
        "Amount" numeric, "MpesaReceiptNumber" text, "TransactionDate" bigint, "PhoneNumber" bigint, status text, created_at timestamptz DEFAULT now());
      CREATE TABLE mpesa_callbacks (id serial PRIMARY KEY, "CheckoutRequestID" text, body jsonb, created_at timestamptz);
      INSERT INTO orders (order_number, total, payment_status, status) VALUES ('M-1', 10, 'unpaid', 'new'), ('M-2', 10, 'paid', 'shipped');
      INSERT INTO mpesa_transactions (order_number, "CheckoutRequestID", status, "MpesaReceiptNumber", "TransactionDate") VALUES
        ('M-1', '${pendingId}', 'Requested', NULL, NULL), ('M-2', '${paidId}', 'Success', '${receipt}', 20261123075800);`,
    orders: 'public.orders',
    columns: { orderNumber: 'order_number', state: 'payment_status', amount: 'total' },
    payments: {
      table: 'public.mpesa_transactions',
      link: 'order_number',
      columns: {
        checkoutRequestId: 'CheckoutRequestID',
        receipt: 'MpesaReceiptNumber',
        paidAt: 'TransactionDate',
        note: 'ResultDesc',
      },
    },
    find: [
      ['M-1', 'pending'],
      [paidId, 'paid'],
    ],
  },
  {
    name: 'integer status, named in a comment',
    sql: `CREATE TABLE orders (id serial PRIMARY KEY, code text, amount int, status smallint DEFAULT 0, checkout_request_id text, mpesa_code text);
      COMMENT ON COLUMN orders.status IS '0 = pending, 1 = paid, 2 = cancelled';
      INSERT INTO orders (code, amount, status, checkout_request_id, mpesa_code) VALUES ('I-1', 5, 0, '${pendingId}', NULL), ('I-2', 5, 1, '${paidId}', '${receipt}');`,
    orders: 'public.orders',
    columns: { state: 'status', receipt: 'mpesa_code', checkoutRequestId: 'checkout_request_id', orderNumber: 'code' },
    find: [
      ['I-1', 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'status in a table of its own, bookings, other schema',
    sql: `CREATE SCHEMA app; CREATE TABLE app.booking_statuses (id int PRIMARY KEY, name text);
      INSERT INTO app.booking_statuses VALUES (1, 'Awaiting payment'), (2, 'Paid');
      CREATE TABLE app.bookings (id uuid PRIMARY KEY, booking_ref text, status_id int REFERENCES app.booking_statuses, price numeric, stk_request_id text, mpesa_ref text, created_at timestamptz DEFAULT now());
      CREATE TABLE public.bookings_backup (id uuid, booking_ref text, status_id int, price numeric, stk_request_id text, mpesa_ref text);
      INSERT INTO app.bookings VALUES ('00000000-0000-4000-8000-000000000001', 'B-1', 1, 10, '${pendingId}', NULL, now()), ('00000000-0000-4000-8000-000000000002', 'B-2', 2, 10, '${paidId}', '${receipt}', now());`,
    orders: 'app.bookings',
    columns: {
      key: 'id',
      orderNumber: 'booking_ref',
      state: 'status_id',
      checkoutRequestId: 'stk_request_id',
      receipt: 'mpesa_ref',
    },
    find: [
      ['B-1', 'pending'],
      ['00000000-0000-4000-8000-000000000002', 'paid'],
    ],
  },
  {
    name: 'transactions only',
    sql: `CREATE TYPE txn_state AS ENUM ('initiated', 'success', 'failed');
      CREATE TABLE stk_pushes (id serial PRIMARY KEY, account_reference text, amount numeric, msisdn text, checkout_request_id text UNIQUE, merchant_request_id text, receipt text, state txn_state, created_at timestamptz DEFAULT now());
      CREATE TABLE access_tokens (id serial PRIMARY KEY, token text, expires_at timestamptz);
      INSERT INTO stk_pushes (account_reference, amount, checkout_request_id, receipt, state) VALUES ('S-1', 1, '${pendingId}', NULL, 'initiated'), ('S-2', 1, '${paidId}', '${receipt}', 'success');`,
    orders: 'public.stk_pushes',
    columns: { orderNumber: 'account_reference', state: 'state', phone: 'msisdn', receipt: 'receipt' },
    find: [
      ['S-1', 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'a boolean instead of a status',
    sql: `CREATE TABLE orders (id serial PRIMARY KEY, total_price numeric, is_paid boolean DEFAULT false, transaction_id text, phone text, created_at timestamptz DEFAULT now());
      INSERT INTO orders (total_price, is_paid, transaction_id) VALUES (5, false, '${pendingId}'), (5, true, '${receipt}');`,
    orders: 'public.orders',
    columns: {
      state: 'is_paid',
      checkoutRequestId: 'transaction_id',
      receipt: 'transaction_id',
      amount: 'total_price',
    },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'a reporting view beside the table',
    sql: `CREATE TABLE purchases (id serial PRIMARY KEY, reference text, amount numeric, payment_status text, checkout_request_id text, mpesa_receipt text);
      CREATE VIEW order_report AS SELECT * FROM purchases;
      INSERT INTO purchases (reference, amount, payment_status, checkout_request_id, mpesa_receipt) VALUES ('V-1', 5, 'awaiting_payment', '${pendingId}', NULL), ('V-2', 5, 'Completed', '${paidId}', '${receipt}');`,
    orders: 'public.purchases',
    columns: { state: 'payment_status', checkoutRequestId: 'checkout_request_id', orderNumber: 'reference' },
    find: [['V-1', 'pending']],
  },
  {
    name: 'fees of a school, whose pushes have short names',
    sql: `CREATE TABLE fee_invoices (invoice_no varchar(20) PRIMARY KEY, student text, amount_due numeric, status text);
      CREATE TABLE stk_requests (id serial PRIMARY KEY, invoice_no varchar(20) REFERENCES fee_invoices, merchant_req varchar(60), checkout_req varchar(60), outcome text, mpesa_code varchar(12));
      INSERT INTO fee_invoices VALUES ('INV-1', 'A', 100, 'unpaid'), ('INV-2', 'B', 200, 'paid');
      INSERT INTO stk_requests (invoice_no, merchant_req, checkout_req, outcome, mpesa_code) VALUES ('INV-1', '${merchantId}', '${pendingId}', NULL, NULL), ('INV-2', NULL, '${paidId}', 'success', '${receipt}');`,
    orders: 'public.fee_invoices',
    columns: { key: 'invoice_no', state: 'status', amount: 'amount_due' },
    payments: {
      table: 'public.stk_requests',
      link: 'invoice_no',
      columns: {
        checkoutRequestId: 'checkout_req',
        merchantRequestId: 'merchant_req',
        receipt: 'mpesa_code',
        state: 'outcome',
      },
    },
    find: [
      ['INV-1', 'pending'],
      [pendingId, 'pending'],
      [merchantId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'a shop in Swahili, payments beside orders, numbers for the states',
    sql: `CREATE SCHEMA duka; CREATE TABLE duka.oda (namba varchar(20) PRIMARY KEY, jumla numeric, hali smallint, tarehe timestamptz DEFAULT now());
      CREATE TABLE duka.malipo (id serial PRIMARY KEY, oda_namba varchar(20) REFERENCES duka.oda, ombi varchar(60), risiti varchar(20), kiasi numeric, hali smallint, imelipwa timestamptz);
      INSERT INTO duka.oda VALUES ('N-1', 100, 0), ('N-2', 200, 1);
      INSERT INTO duka.malipo (oda_namba, ombi, risiti, kiasi, hali, imelipwa) VALUES ('N-1', '${pendingId}', NULL, 100, 0, NULL), ('N-2', '${paidId}', '${receipt}', 200, 1, now());`,
    orders: 'duka.oda',
    columns: { key: 'namba', state: 'hali', amount: 'jumla', createdAt: 'tarehe' },
    payments: {
      table: 'duka.malipo',
      link: 'oda_namba',
      columns: { checkoutRequestId: 'ombi', receipt: 'risiti', amount: 'kiasi', state: 'hali', paidAt: 'imelipwa' },
    },
    find: [
      ['N-1', 'pending'],
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'columns whose names tell nothing',
    sql: `CREATE TABLE bookings (id serial PRIMARY KEY, kes int, stage text, sku text, x1 text, x2 text, x3 text);
      INSERT INTO bookings (kes, stage, sku, x1, x2, x3) VALUES (5, 'pending', 'SKU0000123', '${merchantId}', '${pendingId}', NULL), (5, 'paid', NULL, NULL, '${paidId}', '${receipt}');`,
    orders: 'public.bookings',
    columns: { state: 'stage', amount: 'kes', merchantRequestId: 'x1', checkoutRequestId: 'x2', receipt: 'x3' },
    find: [
      [pendingId, 'pending'],
      [merchantId, 'pending'],
      [receipt, 'paid'],
    ],
  },
]

/** Databases without any orders. */
export const otherSchemas: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: 'a blog',
    sql: `CREATE TABLE posts (id serial PRIMARY KEY, title text, status text, created_at timestamptz);
      CREATE TABLE comments (id serial PRIMARY KEY, post_id int REFERENCES posts, body text, phone text);
      INSERT INTO posts (title, status) VALUES ('a', 'pending'), ('b', 'completed');`,
  },
  {
    name: 'work orders, sort orders and events',
    sql: `CREATE TABLE sort_order (id serial PRIMARY KEY, position int, value int);
      CREATE TABLE work_orders (id serial PRIMARY KEY, title text, status text, created_at timestamptz);
      CREATE TABLE order_status_history (id serial PRIMARY KEY, status text, total numeric, created_at timestamptz);
      CREATE TABLE events (id serial PRIMARY KEY, type text, reference text, amount numeric, created_at timestamptz);`,
  },
  {
    name: 'employees, and what their company buys',
    sql: `CREATE TABLE employees (id serial PRIMARY KEY, full_name text, job_title text);
      CREATE TABLE payroll (id serial PRIMARY KEY, employee_id int, amount numeric, status text);
      CREATE TABLE purchase_orders (id serial PRIMARY KEY, supplier text, total numeric, status text, created_at timestamp);`,
  },
  {
    name: 'orders without anybody who pays them',
    sql: `CREATE TABLE employees (id serial PRIMARY KEY, full_name text);
      CREATE TABLE orders (id serial PRIMARY KEY, department text, total numeric, status text, created_at timestamp);
      INSERT INTO orders (department, total, status) VALUES ('IT', 5, 'pending'), ('HR', 5, 'approved');`,
  },
  { name: 'nothing at all', sql: 'SELECT 1' },
]
