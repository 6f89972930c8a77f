import type { ShopSchema } from './shop-schemas.ts'
import { merchantId, paidId, pendingId, receipt } from './shop-schemas.ts'

/** Databases of MariaDB and MySQL as frameworks and people make them; `shop` stands for the database's name. */
export const mysqlSchemas: readonly ShopSchema[] = [
  {
    name: 'Laravel: enums, plural names, payments beside orders',
    sql: `CREATE TABLE users (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, name varchar(255), email varchar(255), phone varchar(255));
      CREATE TABLE orders (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, user_id bigint unsigned, order_no varchar(255), total decimal(8,2),
        status enum('pending','processing','completed','cancelled') DEFAULT 'pending', created_at timestamp NULL, updated_at timestamp NULL, FOREIGN KEY (user_id) REFERENCES users (id));
      CREATE TABLE payments (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, order_id bigint unsigned NOT NULL, amount decimal(8,2), phone varchar(255), checkout_request_id varchar(255),
        merchant_request_id varchar(255), mpesa_receipt_number varchar(255), status enum('pending','paid','failed') DEFAULT 'pending', result_desc text, created_at timestamp NULL, updated_at timestamp NULL,
        UNIQUE KEY payments_checkout_request_id_unique (checkout_request_id), FOREIGN KEY (order_id) REFERENCES orders (id));
      CREATE TABLE failed_jobs (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, uuid varchar(255), payload longtext, failed_at timestamp DEFAULT current_timestamp());
      CREATE TABLE order_items (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, order_id bigint unsigned, price decimal(8,2), FOREIGN KEY (order_id) REFERENCES orders (id));
      INSERT INTO orders (order_no, total, status, created_at) VALUES ('L1', 10, 'pending', now()), ('L2', 20, 'completed', now());
      INSERT INTO payments (order_id, amount, checkout_request_id, merchant_request_id, mpesa_receipt_number, status, created_at) VALUES
        (1, 10, '${pendingId}', '${merchantId}', NULL, 'pending', now()), (2, 20, '${paidId}', NULL, '${receipt}', 'paid', now());`,
    orders: 'orders',
    columns: { key: 'id', orderNumber: 'order_no', state: 'status', amount: 'total' },
    payments: {
      table: 'payments',
      link: 'order_id',
      columns: { checkoutRequestId: 'checkout_request_id', receipt: 'mpesa_receipt_number', note: 'result_desc' },
    },
    find: [
      ['L1', 'pending'],
      [pendingId, 'pending'],
      [receipt, 'paid'],
      [merchantId, 'pending'],
    ],
  },
  {
    name: 'WooCommerce before 8.2: orders as posts, everything else as post meta',
    sql: `CREATE TABLE wp_posts (ID bigint unsigned AUTO_INCREMENT PRIMARY KEY, post_author bigint unsigned DEFAULT 0, post_date datetime DEFAULT now(), post_date_gmt datetime DEFAULT now(), post_content longtext, post_title text,
        post_status varchar(20) DEFAULT 'publish', post_type varchar(20) DEFAULT 'post', KEY type_status_date (post_type, post_status, post_date, ID));
      CREATE TABLE wp_postmeta (meta_id bigint unsigned AUTO_INCREMENT PRIMARY KEY, post_id bigint unsigned DEFAULT 0, meta_key varchar(255), meta_value longtext, KEY post_id (post_id), KEY meta_key (meta_key(191)));
      CREATE TABLE wp_options (option_id bigint unsigned AUTO_INCREMENT PRIMARY KEY, option_name varchar(191), option_value longtext);
      CREATE TABLE wp_wc_orders (id bigint unsigned PRIMARY KEY, status varchar(20), type varchar(20), total_amount decimal(26,8), payment_method varchar(100), transaction_id varchar(100), date_created_gmt datetime);
      CREATE TABLE wp_wc_orders_meta (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, order_id bigint unsigned, meta_key varchar(255), meta_value text);
      INSERT INTO wp_posts (ID, post_title, post_status, post_type) VALUES (1, 'Hello', 'publish', 'post'), (2, 'Cart', 'publish', 'page'), (10, 'Order', 'wc-pending', 'shop_order'), (11, 'Order', 'wc-processing', 'shop_order'), (12, 'Order', 'wc-completed', 'shop_order');
      INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (1, '_edit_lock', '1'), (10, '_order_total', '150'), (10, '_mpesa_checkout_request_id', '${pendingId}'), (10, '_payment_method', 'mpesa'),
        (11, '_order_total', '200'), (11, '_mpesa_checkout_request_id', '${paidId}'), (11, '_mpesa_receipt', '${receipt}'), (11, '_date_paid', '1795420800');`,
    orders: 'wp_posts',
    columns: {
      key: 'ID',
      state: 'post_status',
      checkoutRequestId: '_mpesa_checkout_request_id',
      receipt: '_mpesa_receipt',
      amount: '_order_total',
      method: '_payment_method',
      paidAt: '_date_paid',
    },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
      ['10', 'pending'],
    ],
  },
  {
    name: 'WooCommerce with order tables of its own',
    sql: `CREATE TABLE wp_posts (ID bigint unsigned AUTO_INCREMENT PRIMARY KEY, post_title text, post_status varchar(20), post_type varchar(20));
      CREATE TABLE wp_postmeta (meta_id bigint unsigned AUTO_INCREMENT PRIMARY KEY, post_id bigint unsigned, meta_key varchar(255), meta_value longtext);
      CREATE TABLE wp_wc_orders (id bigint unsigned PRIMARY KEY, status varchar(20), currency varchar(10), type varchar(20), tax_amount decimal(26,8), total_amount decimal(26,8), customer_id bigint unsigned, billing_email varchar(320),
        date_created_gmt datetime, date_updated_gmt datetime, payment_method varchar(100), transaction_id varchar(100), customer_note text, KEY status (status));
      CREATE TABLE wp_wc_orders_meta (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, order_id bigint unsigned, meta_key varchar(255), meta_value text, KEY order_id (order_id));
      INSERT INTO wp_posts VALUES (10, 'Order', 'draft', 'shop_order_placehold');
      INSERT INTO wp_wc_orders (id, status, type, total_amount, payment_method, transaction_id, date_created_gmt) VALUES (10, 'wc-pending', 'shop_order', 150, 'mpesa', NULL, utc_timestamp()), (11, 'wc-completed', 'shop_order', 200, 'mpesa', '${receipt}', utc_timestamp()), (12, 'wc-completed', 'shop_order_refund', -200, NULL, NULL, utc_timestamp());
      INSERT INTO wp_wc_orders_meta (order_id, meta_key, meta_value) VALUES (10, 'checkout_request_id', '${pendingId}'), (11, 'checkout_request_id', '${paidId}');`,
    orders: 'wp_wc_orders',
    columns: {
      key: 'id',
      state: 'status',
      checkoutRequestId: 'checkout_request_id',
      receipt: 'transaction_id',
      amount: 'total_amount',
      createdAt: 'date_created_gmt',
    },
    find: [
      [pendingId, 'pending'],
      [paidId, 'paid'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'Frappe: doctypes with blanks in their names',
    sql: `CREATE TABLE \`tabSales Invoice\` (name varchar(140) PRIMARY KEY, creation datetime(6), modified datetime(6), owner varchar(140), docstatus int DEFAULT 0, customer varchar(140), grand_total decimal(21,9), outstanding_amount decimal(21,9), status varchar(140), contact_mobile varchar(140));
      CREATE TABLE \`tabSales Invoice Item\` (name varchar(140) PRIMARY KEY, parent varchar(140), amount decimal(21,9));
      CREATE TABLE \`tabPayment Request\` (name varchar(140) PRIMARY KEY, creation datetime(6), reference_doctype varchar(140), reference_name varchar(140), grand_total decimal(21,9), status varchar(140), phone_number varchar(140), checkout_request_id varchar(140), mpesa_receipt_number varchar(140));
      CREATE TABLE tabDocType (name varchar(140) PRIMARY KEY, module varchar(140));
      INSERT INTO \`tabSales Invoice\` (name, creation, grand_total, status) VALUES ('SINV-1', now(), 100, 'Unpaid'), ('SINV-2', now(), 200, 'Paid');
      INSERT INTO \`tabPayment Request\` (name, creation, reference_doctype, reference_name, grand_total, status, checkout_request_id, mpesa_receipt_number) VALUES ('PR-1', now(), 'Sales Invoice', 'SINV-1', 100, 'Requested', '${pendingId}', NULL), ('PR-2', now(), 'Sales Invoice', 'SINV-2', 200, 'Paid', '${paidId}', '${receipt}');`,
    orders: 'tabSales Invoice',
    columns: { key: 'name', state: 'status', amount: 'grand_total', createdAt: 'creation' },
    payments: {
      table: 'tabPayment Request',
      link: 'reference_name',
      columns: { checkoutRequestId: 'checkout_request_id', receipt: 'mpesa_receipt_number', phone: 'phone_number' },
    },
    find: [
      ['SINV-1', 'pending'],
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'plain PHP: a number for the state that nothing names, `tinyint(1)`',
    sql: `CREATE TABLE mpesa_payments (id int AUTO_INCREMENT PRIMARY KEY, order_id varchar(20), MerchantRequestID varchar(100), CheckoutRequestID varchar(100), Amount double, MpesaReceiptNumber varchar(50), PhoneNumber varchar(20), status tinyint(1) DEFAULT 0, TransactionDate varchar(20), created_at datetime DEFAULT now()) CHARACTER SET latin1;
      CREATE TABLE admins (id int AUTO_INCREMENT PRIMARY KEY, username varchar(50), password varchar(255), status tinyint(1));
      INSERT INTO mpesa_payments (order_id, CheckoutRequestID, Amount, MpesaReceiptNumber, status, TransactionDate) VALUES ('A-1', '${pendingId}', 10, NULL, 0, NULL), ('A-2', '${paidId}', 20, '${receipt}', 1, '20261123075800'), ('A-3', 'ws_CO_231120260757001230700000003', 20, NULL, 2, NULL);`,
    orders: 'mpesa_payments',
    columns: {
      state: 'status',
      checkoutRequestId: 'CheckoutRequestID',
      receipt: 'MpesaReceiptNumber',
      amount: 'Amount',
    },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
      ['3', 'unknown'],
    ],
  },
  {
    name: 'Django on MySQL, models written as one word',
    sql: `CREATE TABLE django_migrations (id bigint AUTO_INCREMENT PRIMARY KEY, app varchar(255), name varchar(255));
      CREATE TABLE payments_mpesatransaction (id bigint AUTO_INCREMENT PRIMARY KEY, checkout_request_id varchar(100) UNIQUE, merchant_request_id varchar(100), amount decimal(10,2), phone_number varchar(15), status varchar(20), receipt_number varchar(20), result_desc longtext, created_at datetime(6));
      CREATE TABLE payments_mpesacallbacklog (id bigint AUTO_INCREMENT PRIMARY KEY, checkout_request_id varchar(100), payload longtext CHECK (json_valid(payload)));
      INSERT INTO payments_mpesatransaction (checkout_request_id, amount, status, receipt_number, created_at) VALUES ('${pendingId}', 5, 'PENDING', NULL, utc_timestamp()), ('${paidId}', 6, 'SUCCESS', '${receipt}', utc_timestamp());`,
    orders: 'payments_mpesatransaction',
    columns: {
      state: 'status',
      checkoutRequestId: 'checkout_request_id',
      receipt: 'receipt_number',
      phone: 'phone_number',
    },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'TypeORM: ids inside of a JSON column, `is_paid`',
    sql: `CREATE TABLE \`order\` (id char(36) PRIMARY KEY, totalAmount int, is_paid tinyint(1) NOT NULL DEFAULT 0, meta json, createdAt datetime(6) DEFAULT now(6));
      INSERT INTO \`order\` (id, totalAmount, is_paid, meta) VALUES ('00000000-0000-4000-8000-000000000001', 5, 0, '{"mpesa": {"CheckoutRequestID": "${pendingId}"}}'),
        ('00000000-0000-4000-8000-000000000002', 5, 1, '{"mpesa": {"CheckoutRequestID": "${paidId}", "MpesaReceiptNumber": "${receipt}"}}');`,
    orders: 'order',
    columns: {
      key: 'id',
      state: 'is_paid',
      checkoutRequestId: 'meta->>mpesa.CheckoutRequestID',
      receipt: 'meta->>mpesa.MpesaReceiptNumber',
      amount: 'totalAmount',
    },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'tickets, whose `trx_id` is the id of the push',
    sql: `CREATE TABLE tbl_tickets (ticket_id int AUTO_INCREMENT PRIMARY KEY, event_id int, buyer varchar(100), qty int, total_amount decimal(10,2), pay_status tinyint DEFAULT 0, trx_id varchar(50), mpesa_code varchar(20));
      CREATE TABLE tbl_events (event_id int AUTO_INCREMENT PRIMARY KEY, title varchar(100), price int);
      INSERT INTO tbl_tickets (event_id, buyer, qty, total_amount, pay_status, trx_id, mpesa_code) VALUES (1, 'A', 1, 100, 0, '${pendingId}', NULL), (1, 'B', 1, 100, 1, '${paidId}', '${receipt}');`,
    orders: 'tbl_tickets',
    columns: {
      key: 'ticket_id',
      amount: 'total_amount',
      state: 'pay_status',
      checkoutRequestId: 'trx_id',
      receipt: 'mpesa_code',
    },
    find: [
      [pendingId, 'pending'],
      [receipt, 'paid'],
    ],
  },
  {
    name: 'a billing system for hotspots: codes that a comment names, the price as text',
    sql: `CREATE TABLE tbl_payment_gateway (id int AUTO_INCREMENT PRIMARY KEY, username varchar(32), gateway varchar(32), gateway_trx_id varchar(512) DEFAULT '', price varchar(40), paid_date datetime, status tinyint(1) DEFAULT 1 COMMENT '1 unpaid 2 paid 3 failed 4 canceled');
      INSERT INTO tbl_payment_gateway (username, gateway, gateway_trx_id, price, paid_date, status) VALUES ('a', 'mpesa', '${pendingId}', '100', NULL, 1), ('b', 'mpesa', '${paidId}', '200', now(), 2), ('c', 'mpesa', 'ws_CO_231120260757001230700000003', '200', NULL, 4);`,
    orders: 'tbl_payment_gateway',
    columns: {
      amount: 'price',
      state: 'status',
      checkoutRequestId: 'gateway_trx_id',
      paidAt: 'paid_date',
      method: 'gateway',
    },
    find: [
      [pendingId, 'pending'],
      [paidId, 'paid'],
      ['3', 'failed'],
    ],
  },
]

/** Without any orders. */
export const otherMysqlSchemas: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: 'a blog of WordPress',
    sql: `CREATE TABLE wp_posts (ID bigint unsigned AUTO_INCREMENT PRIMARY KEY, post_title text, post_status varchar(20), post_type varchar(20));
      CREATE TABLE wp_postmeta (meta_id bigint unsigned AUTO_INCREMENT PRIMARY KEY, post_id bigint unsigned, meta_key varchar(255), meta_value longtext);
      CREATE TABLE wp_comments (comment_ID bigint unsigned AUTO_INCREMENT PRIMARY KEY, comment_content text);
      INSERT INTO wp_posts VALUES (1, 'Hello', 'publish', 'post'), (2, 'Draft', 'pending', 'post');`,
  },
  {
    name: 'employees and their pay',
    sql: `CREATE TABLE employees (id int AUTO_INCREMENT PRIMARY KEY, full_name text, phone varchar(15), status varchar(20), created_at datetime);
      CREATE TABLE leave_requests (id int AUTO_INCREMENT PRIMARY KEY, employee_id int, status enum('pending','approved','rejected'), created_at datetime);
      CREATE TABLE payroll_payments (id int AUTO_INCREMENT PRIMARY KEY, employee_id int, amount decimal(10,2), status enum('pending','paid'), created_at datetime);
      INSERT INTO payroll_payments (employee_id, amount, status) VALUES (1, 50000, 'paid');`,
  },
  {
    name: 'employees, and what their company buys',
    sql: `CREATE TABLE employees (id int AUTO_INCREMENT PRIMARY KEY, full_name text, job_title text);
      CREATE TABLE payroll (id int AUTO_INCREMENT PRIMARY KEY, employee_id int, amount numeric, status text);
      CREATE TABLE purchase_orders (id int AUTO_INCREMENT PRIMARY KEY, supplier text, total numeric, status text, created_at timestamp);`,
  },
  {
    name: 'orders without anybody who pays them',
    sql: `CREATE TABLE employees (id int AUTO_INCREMENT PRIMARY KEY, full_name text);
      CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, department text, total numeric, status text, created_at timestamp);
      INSERT INTO orders (department, total, status) VALUES ('IT', 5, 'pending'), ('HR', 5, 'approved');`,
  },
  {
    name: 'queues alone',
    sql: `CREATE TABLE jobs (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, queue varchar(255), payload longtext, attempts tinyint unsigned, created_at int unsigned);
      CREATE TABLE failed_jobs (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, uuid varchar(255), payload longtext, exception longtext);
      CREATE TABLE job_batches (id varchar(255) PRIMARY KEY, name varchar(255), total_jobs int, pending_jobs int, failed_jobs int);`,
  },
]
