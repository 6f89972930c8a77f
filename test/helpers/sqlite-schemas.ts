import type { ShopSchema } from './shop-schemas.ts'
import { merchantId, paidId, pendingId, receipt } from './shop-schemas.ts'

/** SQLite files as frameworks and people make them. */
export const sqliteSchemas: readonly ShopSchema[] = [
  {
    name: 'Prisma: quoted names, times as milliseconds, payments by relation',
    sql: `CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "email" TEXT);
      CREATE TABLE "Order" ("id" TEXT NOT NULL PRIMARY KEY, "orderNumber" TEXT NOT NULL, "userId" TEXT, "total" DECIMAL NOT NULL, "status" TEXT NOT NULL DEFAULT 'PENDING', "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP);
      CREATE TABLE "Payment" ("id" TEXT NOT NULL PRIMARY KEY, "orderId" TEXT NOT NULL, "checkoutRequestId" TEXT, "mpesaReceipt" TEXT, "amount" INTEGER, "status" TEXT NOT NULL, "createdAt" DATETIME, CONSTRAINT "Payment_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "Order" ("id"));
      CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY, "migration_name" TEXT);
      CREATE UNIQUE INDEX "Payment_checkoutRequestId_key" ON "Payment" ("checkoutRequestId");
      INSERT INTO "Order" VALUES ('o1', 'P-1', NULL, 100, 'PENDING', 1795420800000), ('o2', 'P-2', NULL, 200, 'PAID', 1795420800000);
      INSERT INTO "Payment" VALUES ('p1', 'o1', '${pendingId}', NULL, 100, 'PENDING', 1795420800000), ('p2', 'o2', '${paidId}', '${receipt}', 200, 'COMPLETED', 1795420800000);`,
    orders: 'Order',
    columns: { key: 'id', orderNumber: 'orderNumber', state: 'status', amount: 'total', createdAt: 'createdAt' },
    payments: {
      table: 'Payment',
      link: 'orderId',
      columns: { checkoutRequestId: 'checkoutRequestId', receipt: 'mpesaReceipt' },
    },
    find: [
      ['P-1', 'pending'],
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'Django',
    sql: `CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL);
      CREATE TABLE "orders_order" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "reference" varchar(32) NOT NULL UNIQUE, "total" decimal NOT NULL, "paid" bool NOT NULL, "checkout_request_id" varchar(64), "mpesa_receipt" varchar(20), "phone_number" varchar(13), "created_at" datetime NOT NULL);
      CREATE TABLE "orders_orderitem" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "price" decimal NOT NULL, "order_id" bigint NOT NULL REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED);
      CREATE INDEX "orders_orderitem_order_id" ON "orders_orderitem" ("order_id");
      INSERT INTO orders_order (reference, total, paid, checkout_request_id, mpesa_receipt, created_at) VALUES ('A-1', 10, 0, '${pendingId}', '', '2026-11-22 05:00:00.123456'), ('A-2', 20, 1, '${paidId}', '${receipt}', '2026-11-22 05:00:00');`,
    orders: 'orders_order',
    columns: {
      state: 'paid',
      checkoutRequestId: 'checkout_request_id',
      receipt: 'mpesa_receipt',
      orderNumber: 'reference',
    },
    find: [
      ['A-1', 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'Laravel: enum as check constraint',
    sql: `CREATE TABLE "orders" ("id" integer primary key autoincrement not null, "order_number" varchar not null, "total" numeric not null, "status" varchar check ("status" in ('pending', 'paid', 'failed')) not null default 'pending', "checkout_request_id" varchar, "merchant_request_id" varchar, "mpesa_receipt_number" varchar, "phone" varchar, "created_at" datetime);
      CREATE TABLE "jobs" ("id" integer primary key autoincrement not null, "queue" varchar not null, "payload" text not null);
      INSERT INTO orders (order_number, total, status, checkout_request_id, merchant_request_id, mpesa_receipt_number) VALUES ('L-1', 10, 'pending', '${pendingId}', '${merchantId}', NULL), ('L-2', 20, 'paid', '${paidId}', NULL, '${receipt}');`,
    orders: 'orders',
    columns: {
      state: 'status',
      checkoutRequestId: 'checkout_request_id',
      merchantRequestId: 'merchant_request_id',
      receipt: 'mpesa_receipt_number',
    },
    find: [
      ['L-1', 'pending'],
      [merchantId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'Sequelize: plural names in camel case',
    sql: `CREATE TABLE \`Transactions\` (\`id\` INTEGER PRIMARY KEY AUTOINCREMENT, \`checkoutRequestID\` VARCHAR(255), \`amount\` INTEGER, \`mpesaReceiptNumber\` VARCHAR(255), \`status\` TEXT DEFAULT 'pending', \`phoneNumber\` VARCHAR(255), \`createdAt\` DATETIME NOT NULL);
      CREATE TABLE \`SequelizeMeta\` (\`name\` VARCHAR(255) PRIMARY KEY);
      INSERT INTO Transactions (checkoutRequestID, amount, mpesaReceiptNumber, status, createdAt) VALUES ('${pendingId}', 1, NULL, 'pending', '2026-11-22 05:00:00.000 +00:00'), ('${paidId}', 1, '${receipt}', 'success', '2026-11-22 05:00:00.000 +00:00');`,
    orders: 'Transactions',
    columns: { state: 'status', checkoutRequestId: 'checkoutRequestID', receipt: 'mpesaReceiptNumber' },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'names in Swahili',
    sql: `CREATE TABLE wateja (id INTEGER PRIMARY KEY, jina TEXT, simu TEXT);
      CREATE TABLE malipo (id INTEGER PRIMARY KEY, kiasi NUMERIC, hali TEXT, simu TEXT, checkout_request_id TEXT, risiti TEXT, tarehe TIMESTAMP);
      INSERT INTO malipo (kiasi, hali, simu, checkout_request_id, risiti, tarehe) VALUES (100, 'inasubiri', '0700000001', '${pendingId}', NULL, '2026-11-22 05:00:00'), (200, 'imelipwa', '0700000002', '${paidId}', '${receipt}', '2026-11-22 05:00:00');`,
    orders: 'malipo',
    columns: { state: 'hali', amount: 'kiasi', phone: 'simu', receipt: 'risiti', createdAt: 'tarehe' },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'a strange name, `Order Details`, and a code for the state',
    sql: `CREATE TABLE "Order Details" ("Order ID" INTEGER PRIMARY KEY, "Total Amount" REAL, "Payment Status" INTEGER, "Checkout Request ID" TEXT, "M-Pesa Receipt" TEXT, "odd ""name""" TEXT);
      INSERT INTO "Order Details" VALUES (1, 10.5, 0, '${pendingId}', NULL, 'x'), (2, 20, 1, '${paidId}', '${receipt}', 'y');`,
    orders: 'Order Details',
    columns: {
      key: 'Order ID',
      amount: 'Total Amount',
      state: 'Payment Status',
      checkoutRequestId: 'Checkout Request ID',
      receipt: 'M-Pesa Receipt',
    },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'ids inside of JSON texts',
    sql: `CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT, total INTEGER, status TEXT, metadata TEXT);
      INSERT INTO orders VALUES (1, 'J-1', 10, 'pending', '{"CheckoutRequestID": "${pendingId}"}'), (2, 'J-2', 20, 'paid', '{"CheckoutRequestID": "${paidId}", "receipt": "${receipt}"}'), (3, 'J-3', 20, 'failed', 'no JSON');`,
    orders: 'orders',
    columns: { state: 'status', checkoutRequestId: 'metadata->>CheckoutRequestID', receipt: 'metadata->>receipt' },
    find: [
      ['J-3', 'failed'],
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'a single `sale`, times as seconds since 1970',
    sql: `CREATE TABLE sale (ref TEXT PRIMARY KEY, amount INTEGER, mpesa_checkout TEXT, mpesa_receipt TEXT, is_paid INTEGER DEFAULT 0, ts INTEGER);
      INSERT INTO sale VALUES ('S-1', 100, '${pendingId}', NULL, 0, 1795420800), ('S-2', 200, '${paidId}', '${receipt}', 1, 1795420800);`,
    orders: 'sale',
    columns: {
      key: 'ref',
      amount: 'amount',
      checkoutRequestId: 'mpesa_checkout',
      receipt: 'mpesa_receipt',
      state: 'is_paid',
      createdAt: 'ts',
    },
    find: [
      ['S-1', 'pending'],
      [receipt, 'paid'],
    ],
  },
]

/** Without any orders. */
export const otherSqliteSchemas: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: 'a blog',
    sql: `CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, status TEXT); CREATE TABLE comments (id INTEGER PRIMARY KEY, post_id INTEGER REFERENCES posts, body TEXT); INSERT INTO posts VALUES (1, 'a', 'pending');`,
  },
  {
    name: 'employees, and what their company buys',
    sql: `CREATE TABLE employees (id INTEGER PRIMARY KEY, full_name text, job_title text);
      CREATE TABLE payroll (id INTEGER PRIMARY KEY, employee_id int, amount numeric, status text);
      CREATE TABLE purchase_orders (id INTEGER PRIMARY KEY, supplier text, total numeric, status text, created_at timestamp);`,
  },
  {
    name: 'orders without anybody who pays them',
    sql: `CREATE TABLE employees (id INTEGER PRIMARY KEY, full_name text);
      CREATE TABLE orders (id INTEGER PRIMARY KEY, department text, total numeric, status text, created_at timestamp);
      INSERT INTO orders (department, total, status) VALUES ('IT', 5, 'pending'), ('HR', 5, 'approved');`,
  },
  { name: 'nothing at all', sql: '' },
]
