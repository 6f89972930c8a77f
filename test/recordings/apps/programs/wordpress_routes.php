<?php
// Every fault that a REST route of WordPress can show to a callback. Goes into `wp-content/mu-plugins`.
$accept = fn () => ['ResultCode' => 0, 'ResultDesc' => 'Accepted'];
add_action('rest_api_init', function () use ($accept) {
    $open = ['methods' => 'POST', 'permission_callback' => '__return_true'];
    register_rest_route('shop/v1', '/get-only', ['callback' => $accept, 'methods' => 'GET'] + $open);
    register_rest_route('shop/v1', '/private', [
        'methods' => 'POST',
        'callback' => $accept,
        'permission_callback' => fn () => current_user_can('edit_posts'),
    ]);
    register_rest_route('shop/v1', '/validated', [
        'callback' => $accept,
        'args' => ['CallbackMetadata' => ['required' => true]],
    ] + $open);
    register_rest_route('shop/v1', '/crash', ['callback' => fn () => settle_payment()] + $open);
    register_rest_route('shop/v1', '/warning', [
        'callback' => function ($request) use ($accept) {
            $id = $_POST['Body']['stkCallback'];
            return $accept();
        },
    ] + $open);
    register_rest_route('shop/v1', '/callback', ['callback' => $accept] + $open);
    register_rest_route('shop/v1', '/empty', ['callback' => fn () => null] + $open);
});
