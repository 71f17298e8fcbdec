SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA wxlocal_default;
CREATE SCHEMA "wxlocal_default@mine";
CREATE SCHEMA "wxlocal_default@seed";
CREATE SCHEMA wxlocal_shop;
CREATE SCHEMA "wxlocal_shop@seed";
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE wxlocal_default.account (
    appid text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    subject text NOT NULL,
    original_id text NOT NULL,
    secret text NOT NULL,
    secret_frozen integer NOT NULL,
    verified integer NOT NULL,
    status text NOT NULL,
    open_platform text,
    ip_allow_list text NOT NULL,
    categories text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.account_fact (
    appid text NOT NULL,
    room text NOT NULL,
    value text NOT NULL
);
CREATE TABLE wxlocal_default.association (
    official text NOT NULL,
    mini text NOT NULL,
    linked_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.authorization_ (
    component text NOT NULL,
    appid text NOT NULL,
    sets text NOT NULL,
    refresh_token text NOT NULL,
    authorized_at bigint NOT NULL
);
CREATE SEQUENCE wxlocal_default.call_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE wxlocal_default.code (
    code text NOT NULL,
    kind text NOT NULL,
    appid text NOT NULL,
    person text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    payload text
);
CREATE TABLE wxlocal_default.code_audit (
    id bigint NOT NULL,
    appid text NOT NULL,
    package integer NOT NULL,
    config text NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    not_used integer NOT NULL,
    by_component text NOT NULL,
    status integer NOT NULL,
    reason text NOT NULL,
    screenshot text NOT NULL,
    submitted_at bigint NOT NULL,
    decided_at bigint,
    released_at bigint,
    collects integer DEFAULT 1 NOT NULL
);
CREATE TABLE wxlocal_default.code_draft (
    id bigint NOT NULL,
    component text NOT NULL,
    appid text NOT NULL,
    package integer NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_default.code_gray (
    appid text NOT NULL,
    audit integer NOT NULL,
    percentage integer NOT NULL,
    status integer NOT NULL,
    debuger integer NOT NULL,
    experiencer integer NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_default.code_online (
    appid text NOT NULL,
    number integer NOT NULL,
    audit integer NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    at bigint NOT NULL,
    reverted integer NOT NULL
);
CREATE TABLE wxlocal_default.code_package (
    id bigint NOT NULL,
    appid text NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    robot integer NOT NULL,
    at bigint NOT NULL,
    files text NOT NULL
);
CREATE TABLE wxlocal_default.code_template (
    id bigint NOT NULL,
    component text NOT NULL,
    draft integer NOT NULL,
    appid text NOT NULL,
    package integer NOT NULL,
    kind integer NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_default.code_trial (
    appid text NOT NULL,
    package integer NOT NULL,
    config text NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    by_component text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_default.codes_code (
    ticket text NOT NULL,
    kind text NOT NULL,
    appid text NOT NULL,
    path text NOT NULL,
    scene text NOT NULL,
    env_version text NOT NULL,
    made_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.encrypted_message (
    appid text NOT NULL,
    hash text NOT NULL,
    made_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.fault (
    id text NOT NULL,
    plan text NOT NULL,
    met integer NOT NULL,
    done integer NOT NULL
);
CREATE TABLE wxlocal_default.follower (
    appid text NOT NULL,
    openid text NOT NULL,
    remark text NOT NULL,
    scene text NOT NULL,
    qr_scene bigint NOT NULL,
    qr_scene_str text NOT NULL,
    black integer NOT NULL
);
CREATE TABLE wxlocal_default.job (
    id text NOT NULL,
    due bigint NOT NULL,
    room text NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL
);
CREATE TABLE wxlocal_default.journal (
    seq bigint NOT NULL,
    at bigint NOT NULL,
    face text NOT NULL,
    name text NOT NULL,
    appid text,
    method text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    request text NOT NULL,
    status integer NOT NULL,
    errcode integer NOT NULL,
    answer text NOT NULL,
    ip text NOT NULL,
    cost integer NOT NULL,
    rule text,
    reason text
);
CREATE TABLE wxlocal_default.links_link (
    ticket text NOT NULL,
    kind text NOT NULL,
    appid text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    env_version text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    visitor text NOT NULL,
    extra text NOT NULL
);
CREATE TABLE wxlocal_default.location_application (
    audit_id bigint NOT NULL,
    appid text NOT NULL,
    api text NOT NULL,
    content text NOT NULL,
    applied_at bigint NOT NULL,
    status integer NOT NULL,
    fail_reason text NOT NULL
);
CREATE TABLE wxlocal_default.location_told (
    phone text NOT NULL,
    appid text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_default.login_encrypt_key (
    appid text NOT NULL,
    openid text NOT NULL,
    version integer NOT NULL,
    encrypt_key text NOT NULL,
    iv text NOT NULL,
    made_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.login_payment (
    appid text NOT NULL,
    openid text NOT NULL,
    transaction_id text NOT NULL,
    mch_id text NOT NULL,
    out_trade_no text NOT NULL,
    paid_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.member (
    appid text NOT NULL,
    person text NOT NULL,
    role text NOT NULL
);
CREATE TABLE wxlocal_default.migration (
    room text NOT NULL,
    number integer NOT NULL
);
CREATE TABLE wxlocal_default.oauth_grant (
    token text NOT NULL,
    refresh text NOT NULL,
    appid text NOT NULL,
    person text NOT NULL,
    scope text NOT NULL,
    expires_at bigint NOT NULL,
    refresh_until bigint NOT NULL
);
CREATE TABLE wxlocal_default.opened (
    phone text NOT NULL,
    appid text NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    scene integer NOT NULL,
    referrer text NOT NULL,
    pages text NOT NULL,
    foreground integer NOT NULL,
    opened_at bigint NOT NULL,
    acted_at bigint,
    listening integer NOT NULL,
    notices text NOT NULL
);
CREATE TABLE wxlocal_default.person (
    id text NOT NULL,
    nickname text NOT NULL,
    wechat_id text NOT NULL,
    avatar_url text NOT NULL,
    gender integer NOT NULL,
    country text NOT NULL,
    province text NOT NULL,
    city text NOT NULL,
    language text NOT NULL,
    phone_number text,
    country_code text NOT NULL,
    phone_verified_at bigint,
    high_risk integer NOT NULL
);
CREATE TABLE wxlocal_default.person_fact (
    person text NOT NULL,
    room text NOT NULL,
    value text NOT NULL
);
CREATE TABLE wxlocal_default.phone (
    id text NOT NULL,
    person text NOT NULL,
    platform text NOT NULL,
    client_version text NOT NULL,
    base_library text,
    denied text DEFAULT '[]'::text NOT NULL
);
CREATE TABLE wxlocal_default.privacy_button (
    person text NOT NULL,
    appid text NOT NULL,
    button text NOT NULL,
    tapped_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.privacy_consent (
    person text NOT NULL,
    appid text NOT NULL,
    kinds text NOT NULL,
    agreed_at bigint,
    refused_at bigint,
    exposed_at bigint
);
CREATE TABLE wxlocal_default.quota (
    appid text NOT NULL,
    name text NOT NULL,
    day bigint NOT NULL,
    used bigint NOT NULL,
    slot bigint NOT NULL,
    slot_used bigint NOT NULL
);
CREATE TABLE wxlocal_default.relation (
    appid text NOT NULL,
    person text NOT NULL,
    openid text NOT NULL,
    logged_in_at bigint,
    followed_at bigint,
    unfollowed_at bigint
);
CREATE TABLE wxlocal_default.release (
    appid text NOT NULL,
    version text NOT NULL,
    kind text NOT NULL,
    pages text NOT NULL,
    released_at bigint NOT NULL,
    submitted_at bigint,
    config text NOT NULL,
    uses text DEFAULT '[]'::text NOT NULL,
    detected_at bigint
);
CREATE TABLE wxlocal_default.scope (
    person text NOT NULL,
    appid text NOT NULL,
    name text NOT NULL,
    granted integer NOT NULL
);
CREATE TABLE wxlocal_default.script (
    person text NOT NULL,
    answers text NOT NULL
);
CREATE TABLE wxlocal_default.session (
    appid text NOT NULL,
    person text NOT NULL,
    openid text NOT NULL,
    session_key text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE wxlocal_default.setting (
    name text NOT NULL,
    value text NOT NULL
);
CREATE TABLE wxlocal_default.sign_in (
    uuid text NOT NULL,
    appid text NOT NULL,
    redirect text NOT NULL,
    state text NOT NULL,
    made_at bigint NOT NULL,
    status text NOT NULL,
    person text NOT NULL,
    code text NOT NULL
);
CREATE TABLE wxlocal_default.subject (
    id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    overseas integer NOT NULL,
    country text NOT NULL,
    bank_account text NOT NULL
);
CREATE TABLE wxlocal_default.subscription (
    person text NOT NULL,
    appid text NOT NULL,
    template text NOT NULL,
    accepted integer NOT NULL,
    kept text NOT NULL
);
CREATE TABLE wxlocal_default.subscription_switch (
    person text NOT NULL,
    appid text NOT NULL,
    switched_on integer NOT NULL
);
CREATE TABLE wxlocal_default.tag (
    appid text NOT NULL,
    id integer NOT NULL,
    name text NOT NULL
);
CREATE TABLE wxlocal_default.tagging (
    appid text NOT NULL,
    openid text NOT NULL,
    tag integer NOT NULL,
    seq bigint NOT NULL
);
CREATE TABLE wxlocal_default.token (
    token text NOT NULL,
    appid text NOT NULL,
    kind text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    replaced_at bigint
);
CREATE TABLE wxlocal_default.waiting (
    id text NOT NULL,
    phone text NOT NULL,
    asked_at bigint NOT NULL,
    prompt text NOT NULL,
    request text NOT NULL
);
CREATE TABLE wxlocal_default.world (
    one bigint NOT NULL,
    name text NOT NULL,
    number integer NOT NULL,
    seed text NOT NULL,
    timeline text NOT NULL,
    document text NOT NULL,
    revision integer NOT NULL,
    frozen integer NOT NULL,
    clock_at double precision NOT NULL,
    clock_real double precision NOT NULL
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".account (
    appid text,
    kind text,
    name text,
    subject text,
    original_id text,
    secret text,
    secret_frozen integer,
    verified integer,
    status text,
    open_platform text,
    ip_allow_list text,
    categories text,
    created_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".account_fact (
    appid text,
    room text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".association (
    official text,
    mini text,
    linked_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".authorization_ (
    component text,
    appid text,
    sets text,
    refresh_token text,
    authorized_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code (
    code text,
    kind text,
    appid text,
    person text,
    made_at bigint,
    expires_at bigint,
    used_at bigint,
    payload text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code_audit (
    id bigint,
    appid text,
    package integer,
    config text,
    version text,
    note text,
    not_used integer,
    by_component text,
    status integer,
    reason text,
    screenshot text,
    submitted_at bigint,
    decided_at bigint,
    released_at bigint,
    collects integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code_draft (
    id bigint,
    component text,
    appid text,
    package integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code_gray (
    appid text,
    audit integer,
    percentage integer,
    status integer,
    debuger integer,
    experiencer integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code_online (
    appid text,
    number integer,
    audit integer,
    version text,
    note text,
    at bigint,
    reverted integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code_package (
    id bigint,
    appid text,
    kind text,
    version text,
    note text,
    robot integer,
    at bigint,
    files text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code_template (
    id bigint,
    component text,
    draft integer,
    appid text,
    package integer,
    kind integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".code_trial (
    appid text,
    package integer,
    config text,
    version text,
    note text,
    by_component text,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".codes_code (
    ticket text,
    kind text,
    appid text,
    path text,
    scene text,
    env_version text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".encrypted_message (
    appid text,
    hash text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".fault (
    id text,
    plan text,
    met integer,
    done integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".follower (
    appid text,
    openid text,
    remark text,
    scene text,
    qr_scene bigint,
    qr_scene_str text,
    black integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".job (
    id text,
    due bigint,
    room text,
    kind text,
    payload text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".journal (
    seq bigint,
    at bigint,
    face text,
    name text,
    appid text,
    method text,
    path text,
    query text,
    request text,
    status integer,
    errcode integer,
    answer text,
    ip text,
    cost integer,
    rule text,
    reason text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".links_link (
    ticket text,
    kind text,
    appid text,
    path text,
    query text,
    env_version text,
    made_at bigint,
    expires_at bigint,
    visitor text,
    extra text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".location_application (
    audit_id bigint,
    appid text,
    api text,
    content text,
    applied_at bigint,
    status integer,
    fail_reason text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".location_told (
    phone text,
    appid text,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".login_encrypt_key (
    appid text,
    openid text,
    version integer,
    encrypt_key text,
    iv text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".login_payment (
    appid text,
    openid text,
    transaction_id text,
    mch_id text,
    out_trade_no text,
    paid_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".member (
    appid text,
    person text,
    role text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".migration (
    room text,
    number integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".oauth_grant (
    token text,
    refresh text,
    appid text,
    person text,
    scope text,
    expires_at bigint,
    refresh_until bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".opened (
    phone text,
    appid text,
    kind text,
    version text,
    path text,
    query text,
    scene integer,
    referrer text,
    pages text,
    foreground integer,
    opened_at bigint,
    acted_at bigint,
    listening integer,
    notices text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".person (
    id text,
    nickname text,
    wechat_id text,
    avatar_url text,
    gender integer,
    country text,
    province text,
    city text,
    language text,
    phone_number text,
    country_code text,
    phone_verified_at bigint,
    high_risk integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".person_fact (
    person text,
    room text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".phone (
    id text,
    person text,
    platform text,
    client_version text,
    base_library text,
    denied text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".privacy_button (
    person text,
    appid text,
    button text,
    tapped_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".privacy_consent (
    person text,
    appid text,
    kinds text,
    agreed_at bigint,
    refused_at bigint,
    exposed_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".quota (
    appid text,
    name text,
    day bigint,
    used bigint,
    slot bigint,
    slot_used bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".relation (
    appid text,
    person text,
    openid text,
    logged_in_at bigint,
    followed_at bigint,
    unfollowed_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".release (
    appid text,
    version text,
    kind text,
    pages text,
    released_at bigint,
    submitted_at bigint,
    config text,
    uses text,
    detected_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".scope (
    person text,
    appid text,
    name text,
    granted integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".script (
    person text,
    answers text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".session (
    appid text,
    person text,
    openid text,
    session_key text,
    made_at bigint,
    expires_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".setting (
    name text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".sign_in (
    uuid text,
    appid text,
    redirect text,
    state text,
    made_at bigint,
    status text,
    person text,
    code text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".subject (
    id text,
    name text,
    kind text,
    overseas integer,
    country text,
    bank_account text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".subscription (
    person text,
    appid text,
    template text,
    accepted integer,
    kept text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".subscription_switch (
    person text,
    appid text,
    switched_on integer
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".tag (
    appid text,
    id integer,
    name text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".tagging (
    appid text,
    openid text,
    tag integer,
    seq bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".token (
    token text,
    appid text,
    kind text,
    issued_at bigint,
    expires_at bigint,
    replaced_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".waiting (
    id text,
    phone text,
    asked_at bigint,
    prompt text,
    request text
);
CREATE UNLOGGED TABLE "wxlocal_default@mine".world (
    one bigint,
    name text,
    number integer,
    seed text,
    timeline text,
    document text,
    revision integer,
    frozen integer,
    clock_at double precision,
    clock_real double precision
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".account (
    appid text,
    kind text,
    name text,
    subject text,
    original_id text,
    secret text,
    secret_frozen integer,
    verified integer,
    status text,
    open_platform text,
    ip_allow_list text,
    categories text,
    created_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".account_fact (
    appid text,
    room text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".association (
    official text,
    mini text,
    linked_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".authorization_ (
    component text,
    appid text,
    sets text,
    refresh_token text,
    authorized_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code (
    code text,
    kind text,
    appid text,
    person text,
    made_at bigint,
    expires_at bigint,
    used_at bigint,
    payload text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code_audit (
    id bigint,
    appid text,
    package integer,
    config text,
    version text,
    note text,
    not_used integer,
    by_component text,
    status integer,
    reason text,
    screenshot text,
    submitted_at bigint,
    decided_at bigint,
    released_at bigint,
    collects integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code_draft (
    id bigint,
    component text,
    appid text,
    package integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code_gray (
    appid text,
    audit integer,
    percentage integer,
    status integer,
    debuger integer,
    experiencer integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code_online (
    appid text,
    number integer,
    audit integer,
    version text,
    note text,
    at bigint,
    reverted integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code_package (
    id bigint,
    appid text,
    kind text,
    version text,
    note text,
    robot integer,
    at bigint,
    files text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code_template (
    id bigint,
    component text,
    draft integer,
    appid text,
    package integer,
    kind integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".code_trial (
    appid text,
    package integer,
    config text,
    version text,
    note text,
    by_component text,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".codes_code (
    ticket text,
    kind text,
    appid text,
    path text,
    scene text,
    env_version text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".encrypted_message (
    appid text,
    hash text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".fault (
    id text,
    plan text,
    met integer,
    done integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".follower (
    appid text,
    openid text,
    remark text,
    scene text,
    qr_scene bigint,
    qr_scene_str text,
    black integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".job (
    id text,
    due bigint,
    room text,
    kind text,
    payload text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".journal (
    seq bigint,
    at bigint,
    face text,
    name text,
    appid text,
    method text,
    path text,
    query text,
    request text,
    status integer,
    errcode integer,
    answer text,
    ip text,
    cost integer,
    rule text,
    reason text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".links_link (
    ticket text,
    kind text,
    appid text,
    path text,
    query text,
    env_version text,
    made_at bigint,
    expires_at bigint,
    visitor text,
    extra text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".location_application (
    audit_id bigint,
    appid text,
    api text,
    content text,
    applied_at bigint,
    status integer,
    fail_reason text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".location_told (
    phone text,
    appid text,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".login_encrypt_key (
    appid text,
    openid text,
    version integer,
    encrypt_key text,
    iv text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".login_payment (
    appid text,
    openid text,
    transaction_id text,
    mch_id text,
    out_trade_no text,
    paid_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".member (
    appid text,
    person text,
    role text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".migration (
    room text,
    number integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".oauth_grant (
    token text,
    refresh text,
    appid text,
    person text,
    scope text,
    expires_at bigint,
    refresh_until bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".opened (
    phone text,
    appid text,
    kind text,
    version text,
    path text,
    query text,
    scene integer,
    referrer text,
    pages text,
    foreground integer,
    opened_at bigint,
    acted_at bigint,
    listening integer,
    notices text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".person (
    id text,
    nickname text,
    wechat_id text,
    avatar_url text,
    gender integer,
    country text,
    province text,
    city text,
    language text,
    phone_number text,
    country_code text,
    phone_verified_at bigint,
    high_risk integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".person_fact (
    person text,
    room text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".phone (
    id text,
    person text,
    platform text,
    client_version text,
    base_library text,
    denied text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".privacy_button (
    person text,
    appid text,
    button text,
    tapped_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".privacy_consent (
    person text,
    appid text,
    kinds text,
    agreed_at bigint,
    refused_at bigint,
    exposed_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".quota (
    appid text,
    name text,
    day bigint,
    used bigint,
    slot bigint,
    slot_used bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".relation (
    appid text,
    person text,
    openid text,
    logged_in_at bigint,
    followed_at bigint,
    unfollowed_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".release (
    appid text,
    version text,
    kind text,
    pages text,
    released_at bigint,
    submitted_at bigint,
    config text,
    uses text,
    detected_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".scope (
    person text,
    appid text,
    name text,
    granted integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".script (
    person text,
    answers text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".session (
    appid text,
    person text,
    openid text,
    session_key text,
    made_at bigint,
    expires_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".setting (
    name text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".sign_in (
    uuid text,
    appid text,
    redirect text,
    state text,
    made_at bigint,
    status text,
    person text,
    code text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".subject (
    id text,
    name text,
    kind text,
    overseas integer,
    country text,
    bank_account text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".subscription (
    person text,
    appid text,
    template text,
    accepted integer,
    kept text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".subscription_switch (
    person text,
    appid text,
    switched_on integer
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".tag (
    appid text,
    id integer,
    name text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".tagging (
    appid text,
    openid text,
    tag integer,
    seq bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".token (
    token text,
    appid text,
    kind text,
    issued_at bigint,
    expires_at bigint,
    replaced_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".waiting (
    id text,
    phone text,
    asked_at bigint,
    prompt text,
    request text
);
CREATE UNLOGGED TABLE "wxlocal_default@seed".world (
    one bigint,
    name text,
    number integer,
    seed text,
    timeline text,
    document text,
    revision integer,
    frozen integer,
    clock_at double precision,
    clock_real double precision
);
CREATE TABLE wxlocal_shop.account (
    appid text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    subject text NOT NULL,
    original_id text NOT NULL,
    secret text NOT NULL,
    secret_frozen integer NOT NULL,
    verified integer NOT NULL,
    status text NOT NULL,
    open_platform text,
    ip_allow_list text NOT NULL,
    categories text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.account_fact (
    appid text NOT NULL,
    room text NOT NULL,
    value text NOT NULL
);
CREATE TABLE wxlocal_shop.association (
    official text NOT NULL,
    mini text NOT NULL,
    linked_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.authorization_ (
    component text NOT NULL,
    appid text NOT NULL,
    sets text NOT NULL,
    refresh_token text NOT NULL,
    authorized_at bigint NOT NULL
);
CREATE SEQUENCE wxlocal_shop.call_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE wxlocal_shop.code (
    code text NOT NULL,
    kind text NOT NULL,
    appid text NOT NULL,
    person text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    payload text
);
CREATE TABLE wxlocal_shop.code_audit (
    id bigint NOT NULL,
    appid text NOT NULL,
    package integer NOT NULL,
    config text NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    not_used integer NOT NULL,
    by_component text NOT NULL,
    status integer NOT NULL,
    reason text NOT NULL,
    screenshot text NOT NULL,
    submitted_at bigint NOT NULL,
    decided_at bigint,
    released_at bigint,
    collects integer DEFAULT 1 NOT NULL
);
CREATE TABLE wxlocal_shop.code_draft (
    id bigint NOT NULL,
    component text NOT NULL,
    appid text NOT NULL,
    package integer NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.code_gray (
    appid text NOT NULL,
    audit integer NOT NULL,
    percentage integer NOT NULL,
    status integer NOT NULL,
    debuger integer NOT NULL,
    experiencer integer NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.code_online (
    appid text NOT NULL,
    number integer NOT NULL,
    audit integer NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    at bigint NOT NULL,
    reverted integer NOT NULL
);
CREATE TABLE wxlocal_shop.code_package (
    id bigint NOT NULL,
    appid text NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    robot integer NOT NULL,
    at bigint NOT NULL,
    files text NOT NULL
);
CREATE TABLE wxlocal_shop.code_template (
    id bigint NOT NULL,
    component text NOT NULL,
    draft integer NOT NULL,
    appid text NOT NULL,
    package integer NOT NULL,
    kind integer NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.code_trial (
    appid text NOT NULL,
    package integer NOT NULL,
    config text NOT NULL,
    version text NOT NULL,
    note text NOT NULL,
    by_component text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.codes_code (
    ticket text NOT NULL,
    kind text NOT NULL,
    appid text NOT NULL,
    path text NOT NULL,
    scene text NOT NULL,
    env_version text NOT NULL,
    made_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.encrypted_message (
    appid text NOT NULL,
    hash text NOT NULL,
    made_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.fault (
    id text NOT NULL,
    plan text NOT NULL,
    met integer NOT NULL,
    done integer NOT NULL
);
CREATE TABLE wxlocal_shop.follower (
    appid text NOT NULL,
    openid text NOT NULL,
    remark text NOT NULL,
    scene text NOT NULL,
    qr_scene bigint NOT NULL,
    qr_scene_str text NOT NULL,
    black integer NOT NULL
);
CREATE TABLE wxlocal_shop.job (
    id text NOT NULL,
    due bigint NOT NULL,
    room text NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL
);
CREATE TABLE wxlocal_shop.journal (
    seq bigint NOT NULL,
    at bigint NOT NULL,
    face text NOT NULL,
    name text NOT NULL,
    appid text,
    method text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    request text NOT NULL,
    status integer NOT NULL,
    errcode integer NOT NULL,
    answer text NOT NULL,
    ip text NOT NULL,
    cost integer NOT NULL,
    rule text,
    reason text
);
CREATE TABLE wxlocal_shop.links_link (
    ticket text NOT NULL,
    kind text NOT NULL,
    appid text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    env_version text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    visitor text NOT NULL,
    extra text NOT NULL
);
CREATE TABLE wxlocal_shop.location_application (
    audit_id bigint NOT NULL,
    appid text NOT NULL,
    api text NOT NULL,
    content text NOT NULL,
    applied_at bigint NOT NULL,
    status integer NOT NULL,
    fail_reason text NOT NULL
);
CREATE TABLE wxlocal_shop.location_told (
    phone text NOT NULL,
    appid text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.login_encrypt_key (
    appid text NOT NULL,
    openid text NOT NULL,
    version integer NOT NULL,
    encrypt_key text NOT NULL,
    iv text NOT NULL,
    made_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.login_payment (
    appid text NOT NULL,
    openid text NOT NULL,
    transaction_id text NOT NULL,
    mch_id text NOT NULL,
    out_trade_no text NOT NULL,
    paid_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.member (
    appid text NOT NULL,
    person text NOT NULL,
    role text NOT NULL
);
CREATE TABLE wxlocal_shop.migration (
    room text NOT NULL,
    number integer NOT NULL
);
CREATE TABLE wxlocal_shop.oauth_grant (
    token text NOT NULL,
    refresh text NOT NULL,
    appid text NOT NULL,
    person text NOT NULL,
    scope text NOT NULL,
    expires_at bigint NOT NULL,
    refresh_until bigint NOT NULL
);
CREATE TABLE wxlocal_shop.opened (
    phone text NOT NULL,
    appid text NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    scene integer NOT NULL,
    referrer text NOT NULL,
    pages text NOT NULL,
    foreground integer NOT NULL,
    opened_at bigint NOT NULL,
    acted_at bigint,
    listening integer NOT NULL,
    notices text NOT NULL
);
CREATE TABLE wxlocal_shop.person (
    id text NOT NULL,
    nickname text NOT NULL,
    wechat_id text NOT NULL,
    avatar_url text NOT NULL,
    gender integer NOT NULL,
    country text NOT NULL,
    province text NOT NULL,
    city text NOT NULL,
    language text NOT NULL,
    phone_number text,
    country_code text NOT NULL,
    phone_verified_at bigint,
    high_risk integer NOT NULL
);
CREATE TABLE wxlocal_shop.person_fact (
    person text NOT NULL,
    room text NOT NULL,
    value text NOT NULL
);
CREATE TABLE wxlocal_shop.phone (
    id text NOT NULL,
    person text NOT NULL,
    platform text NOT NULL,
    client_version text NOT NULL,
    base_library text,
    denied text DEFAULT '[]'::text NOT NULL
);
CREATE TABLE wxlocal_shop.privacy_button (
    person text NOT NULL,
    appid text NOT NULL,
    button text NOT NULL,
    tapped_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.privacy_consent (
    person text NOT NULL,
    appid text NOT NULL,
    kinds text NOT NULL,
    agreed_at bigint,
    refused_at bigint,
    exposed_at bigint
);
CREATE TABLE wxlocal_shop.quota (
    appid text NOT NULL,
    name text NOT NULL,
    day bigint NOT NULL,
    used bigint NOT NULL,
    slot bigint NOT NULL,
    slot_used bigint NOT NULL
);
CREATE TABLE wxlocal_shop.relation (
    appid text NOT NULL,
    person text NOT NULL,
    openid text NOT NULL,
    logged_in_at bigint,
    followed_at bigint,
    unfollowed_at bigint
);
CREATE TABLE wxlocal_shop.release (
    appid text NOT NULL,
    version text NOT NULL,
    kind text NOT NULL,
    pages text NOT NULL,
    released_at bigint NOT NULL,
    submitted_at bigint,
    config text NOT NULL,
    uses text DEFAULT '[]'::text NOT NULL,
    detected_at bigint
);
CREATE TABLE wxlocal_shop.scope (
    person text NOT NULL,
    appid text NOT NULL,
    name text NOT NULL,
    granted integer NOT NULL
);
CREATE TABLE wxlocal_shop.script (
    person text NOT NULL,
    answers text NOT NULL
);
CREATE TABLE wxlocal_shop.session (
    appid text NOT NULL,
    person text NOT NULL,
    openid text NOT NULL,
    session_key text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE wxlocal_shop.setting (
    name text NOT NULL,
    value text NOT NULL
);
CREATE TABLE wxlocal_shop.sign_in (
    uuid text NOT NULL,
    appid text NOT NULL,
    redirect text NOT NULL,
    state text NOT NULL,
    made_at bigint NOT NULL,
    status text NOT NULL,
    person text NOT NULL,
    code text NOT NULL
);
CREATE TABLE wxlocal_shop.subject (
    id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    overseas integer NOT NULL,
    country text NOT NULL,
    bank_account text NOT NULL
);
CREATE TABLE wxlocal_shop.subscription (
    person text NOT NULL,
    appid text NOT NULL,
    template text NOT NULL,
    accepted integer NOT NULL,
    kept text NOT NULL
);
CREATE TABLE wxlocal_shop.subscription_switch (
    person text NOT NULL,
    appid text NOT NULL,
    switched_on integer NOT NULL
);
CREATE TABLE wxlocal_shop.tag (
    appid text NOT NULL,
    id integer NOT NULL,
    name text NOT NULL
);
CREATE TABLE wxlocal_shop.tagging (
    appid text NOT NULL,
    openid text NOT NULL,
    tag integer NOT NULL,
    seq bigint NOT NULL
);
CREATE TABLE wxlocal_shop.token (
    token text NOT NULL,
    appid text NOT NULL,
    kind text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    replaced_at bigint
);
CREATE TABLE wxlocal_shop.waiting (
    id text NOT NULL,
    phone text NOT NULL,
    asked_at bigint NOT NULL,
    prompt text NOT NULL,
    request text NOT NULL
);
CREATE TABLE wxlocal_shop.world (
    one bigint NOT NULL,
    name text NOT NULL,
    number integer NOT NULL,
    seed text NOT NULL,
    timeline text NOT NULL,
    document text NOT NULL,
    revision integer NOT NULL,
    frozen integer NOT NULL,
    clock_at double precision NOT NULL,
    clock_real double precision NOT NULL
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".account (
    appid text,
    kind text,
    name text,
    subject text,
    original_id text,
    secret text,
    secret_frozen integer,
    verified integer,
    status text,
    open_platform text,
    ip_allow_list text,
    categories text,
    created_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".account_fact (
    appid text,
    room text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".association (
    official text,
    mini text,
    linked_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".authorization_ (
    component text,
    appid text,
    sets text,
    refresh_token text,
    authorized_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code (
    code text,
    kind text,
    appid text,
    person text,
    made_at bigint,
    expires_at bigint,
    used_at bigint,
    payload text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code_audit (
    id bigint,
    appid text,
    package integer,
    config text,
    version text,
    note text,
    not_used integer,
    by_component text,
    status integer,
    reason text,
    screenshot text,
    submitted_at bigint,
    decided_at bigint,
    released_at bigint,
    collects integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code_draft (
    id bigint,
    component text,
    appid text,
    package integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code_gray (
    appid text,
    audit integer,
    percentage integer,
    status integer,
    debuger integer,
    experiencer integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code_online (
    appid text,
    number integer,
    audit integer,
    version text,
    note text,
    at bigint,
    reverted integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code_package (
    id bigint,
    appid text,
    kind text,
    version text,
    note text,
    robot integer,
    at bigint,
    files text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code_template (
    id bigint,
    component text,
    draft integer,
    appid text,
    package integer,
    kind integer,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".code_trial (
    appid text,
    package integer,
    config text,
    version text,
    note text,
    by_component text,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".codes_code (
    ticket text,
    kind text,
    appid text,
    path text,
    scene text,
    env_version text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".encrypted_message (
    appid text,
    hash text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".fault (
    id text,
    plan text,
    met integer,
    done integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".follower (
    appid text,
    openid text,
    remark text,
    scene text,
    qr_scene bigint,
    qr_scene_str text,
    black integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".job (
    id text,
    due bigint,
    room text,
    kind text,
    payload text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".journal (
    seq bigint,
    at bigint,
    face text,
    name text,
    appid text,
    method text,
    path text,
    query text,
    request text,
    status integer,
    errcode integer,
    answer text,
    ip text,
    cost integer,
    rule text,
    reason text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".links_link (
    ticket text,
    kind text,
    appid text,
    path text,
    query text,
    env_version text,
    made_at bigint,
    expires_at bigint,
    visitor text,
    extra text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".location_application (
    audit_id bigint,
    appid text,
    api text,
    content text,
    applied_at bigint,
    status integer,
    fail_reason text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".location_told (
    phone text,
    appid text,
    at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".login_encrypt_key (
    appid text,
    openid text,
    version integer,
    encrypt_key text,
    iv text,
    made_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".login_payment (
    appid text,
    openid text,
    transaction_id text,
    mch_id text,
    out_trade_no text,
    paid_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".member (
    appid text,
    person text,
    role text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".migration (
    room text,
    number integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".oauth_grant (
    token text,
    refresh text,
    appid text,
    person text,
    scope text,
    expires_at bigint,
    refresh_until bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".opened (
    phone text,
    appid text,
    kind text,
    version text,
    path text,
    query text,
    scene integer,
    referrer text,
    pages text,
    foreground integer,
    opened_at bigint,
    acted_at bigint,
    listening integer,
    notices text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".person (
    id text,
    nickname text,
    wechat_id text,
    avatar_url text,
    gender integer,
    country text,
    province text,
    city text,
    language text,
    phone_number text,
    country_code text,
    phone_verified_at bigint,
    high_risk integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".person_fact (
    person text,
    room text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".phone (
    id text,
    person text,
    platform text,
    client_version text,
    base_library text,
    denied text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".privacy_button (
    person text,
    appid text,
    button text,
    tapped_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".privacy_consent (
    person text,
    appid text,
    kinds text,
    agreed_at bigint,
    refused_at bigint,
    exposed_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".quota (
    appid text,
    name text,
    day bigint,
    used bigint,
    slot bigint,
    slot_used bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".relation (
    appid text,
    person text,
    openid text,
    logged_in_at bigint,
    followed_at bigint,
    unfollowed_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".release (
    appid text,
    version text,
    kind text,
    pages text,
    released_at bigint,
    submitted_at bigint,
    config text,
    uses text,
    detected_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".scope (
    person text,
    appid text,
    name text,
    granted integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".script (
    person text,
    answers text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".session (
    appid text,
    person text,
    openid text,
    session_key text,
    made_at bigint,
    expires_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".setting (
    name text,
    value text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".sign_in (
    uuid text,
    appid text,
    redirect text,
    state text,
    made_at bigint,
    status text,
    person text,
    code text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".subject (
    id text,
    name text,
    kind text,
    overseas integer,
    country text,
    bank_account text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".subscription (
    person text,
    appid text,
    template text,
    accepted integer,
    kept text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".subscription_switch (
    person text,
    appid text,
    switched_on integer
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".tag (
    appid text,
    id integer,
    name text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".tagging (
    appid text,
    openid text,
    tag integer,
    seq bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".token (
    token text,
    appid text,
    kind text,
    issued_at bigint,
    expires_at bigint,
    replaced_at bigint
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".waiting (
    id text,
    phone text,
    asked_at bigint,
    prompt text,
    request text
);
CREATE UNLOGGED TABLE "wxlocal_shop@seed".world (
    one bigint,
    name text,
    number integer,
    seed text,
    timeline text,
    document text,
    revision integer,
    frozen integer,
    clock_at double precision,
    clock_real double precision
);
INSERT INTO wxlocal_default.account VALUES ('wx91ec1bd8a75fce6e', 'mini_program', '小程序', 'subject', 'gh_007200f1a683', '65e284bee5c98b64adb9f69bd90a0291', 0, 1, 'normal', 'wxee43fc18a602ccf4', '[]', '[]', 0);
INSERT INTO wxlocal_default.account VALUES ('wx2e007b815b93a1d6', 'service_account', '服务号', 'subject', 'gh_7d336af1b504', 'f4b0a6dafd2a36a7ae94104eb3e50720', 0, 1, 'normal', 'wxee43fc18a602ccf4', '[]', '[]', 0);
INSERT INTO wxlocal_default.account VALUES ('wxee43fc18a602ccf4', 'open_platform', '开放平台', 'subject', 'gh_650d6362d833', '7adcfa0b9ec71389fdacfdc3544107b5', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO wxlocal_default.account VALUES ('wx4acf5d3036bbe06f', 'plugin', '插件', 'subject', 'gh_5c8a7924309f', '8e4449730dcd07f10cf9a743f45170ec', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO wxlocal_default.account VALUES ('wx572b9147ff0074e7', 'third_party', '第三方平台', 'subject', 'gh_46430eee6cf5', '226bac395c74a4ea30239f9b8caa10d3', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO wxlocal_default.account_fact VALUES ('wx2e007b815b93a1d6', 'profile', '{"domains":["a.example"]}');
INSERT INTO wxlocal_default.account_fact VALUES ('wx91ec1bd8a75fce6e', 'third_party', '{"values":{"voice_recognize":"1"}}');
INSERT INTO wxlocal_default.code VALUES ('0g547I77xhjRuHExMjBo4pM1XJA8NxhO', 'login', 'wx91ec1bd8a75fce6e', 'bob', 1677600000, 1677600300, 1677600000, NULL);
INSERT INTO wxlocal_default.journal VALUES (1, 1677600000, 'control', 'setting', NULL, '', '', '', '{"quota.rates":false}', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (2, 1677600000, 'control', 'setting', NULL, '', '', '', '{"third_party.preauth_life":900}', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (3, 1677600000, 'control', 'seed', NULL, '', '', '', '', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (4, 1677600000, 'phone', 'login', 'wx91ec1bd8a75fce6e', '', '/phones/bob-phone', '', '{"api":"login","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}', 200, 0, '{"ok":true,"result":{"errMsg":"login:ok","code":"0g547I77xhjRuHExMjBo4pM1XJA8NxhO"}}', '', 0, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (5, 1677600000, 'api', 'code2Session', 'wx91ec1bd8a75fce6e', 'GET', '/sns/jscode2session', 'appid=wx91ec1bd8a75fce6e&secret=65e284****&js_code=0g547I****&grant_type=authorization_code', '', 200, 0, '{"session_key":"FhuA4H****","openid":"oXMLxaDQQe1Kzoy7SRhkPA5QzLbK","unionid":"oK0OjCEhS-TirEWN5zfmXuHCg4B2"}', '127.0.0.1', 9, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (6, 1677600000, 'api', 'getAccessToken', 'wx91ec1bd8a75fce6e', 'GET', '/cgi-bin/token', 'grant_type=client_credential&appid=wx91ec1bd8a75fce6e&secret=65e284****', '', 200, 0, '{"access_token":"1_YvY2****","expires_in":7200}', '127.0.0.1', 13, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (7, 1677600000, 'api', 'generateScheme', 'wx91ec1bd8a75fce6e', 'POST', '/wxa/generatescheme', 'access_token=1_YvY2****', '{"jump_wxa":{"path":"pages/a/a","query":"x=1"}}', 200, 0, '{"errcode":0,"errmsg":"ok","openlink":"weixin://dl/business/?t=xwJMDpeN4hh"}', '127.0.0.1', 7, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (8, 1677600000, 'phone', 'openLink', NULL, '', '/phones/bob-phone', '', '{"api":"openLink","appid":null,"version":"release","options":{"link":"weixin://dl/business/?t=xwJMDpeN4hh"},"tap":false,"gesture":"","answers":[],"plugin":null}', 200, 0, '{"ok":true,"result":{"appid":"wx91ec1bd8a75fce6e","path":"pages/a/a","query":{"x":"1"},"queryText":"x=1","scene":1065,"envVersion":"release","version":"1.0.0"}}', '', 0, NULL, NULL);
INSERT INTO wxlocal_default.journal VALUES (11, 1677600000, 'phone', 'chooseImage', 'wx91ec1bd8a75fce6e', '', '/phones/bob-phone', '', '{"api":"chooseImage","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}', 200, 0, '{"ok":false,"prompt":{"kind":"chooseImage","title":"选择图片","text":"IMG_0001.jpg\nIMG_0002.jpg","answers":[],"typed":false,"by":"person","detail":{}},"waiting":"prompt-11","reason":"the person has not answered yet"}', '', 0, NULL, 'the person has not answered yet');
INSERT INTO wxlocal_default.journal VALUES (12, 1677600000, 'api', 'getAccessToken', 'wx91ec1bd8a75fce6e', 'GET', '/cgi-bin/token', 'grant_type=client_credential&appid=wx91ec1bd8a75fce6e&secret=65e284****', '', 200, 0, '{"access_token":"1_2pZ2****","expires_in":7200}', '127.0.0.1', 1, NULL, NULL);
INSERT INTO wxlocal_default.links_link VALUES ('xwJMDpeN4hh', 'scheme', 'wx91ec1bd8a75fce6e', 'pages/a/a', 'x=1', 'release', 1677600000, 1680192000, 'oXMLxaDQQe1Kzoy7SRhkPA5QzLbK', '');
INSERT INTO wxlocal_default.member VALUES ('wx91ec1bd8a75fce6e', 'alice', 'administrator');
INSERT INTO wxlocal_default.migration VALUES ('core', 1);
INSERT INTO wxlocal_default.migration VALUES ('nouns', 3);
INSERT INTO wxlocal_default.migration VALUES ('tokens', 1);
INSERT INTO wxlocal_default.migration VALUES ('journal', 1);
INSERT INTO wxlocal_default.migration VALUES ('answers', 1);
INSERT INTO wxlocal_default.migration VALUES ('code_management', 2);
INSERT INTO wxlocal_default.migration VALUES ('codes', 1);
INSERT INTO wxlocal_default.migration VALUES ('links', 1);
INSERT INTO wxlocal_default.migration VALUES ('location', 1);
INSERT INTO wxlocal_default.migration VALUES ('login', 1);
INSERT INTO wxlocal_default.migration VALUES ('privacy', 1);
INSERT INTO wxlocal_default.migration VALUES ('profile', 1);
INSERT INTO wxlocal_default.migration VALUES ('subscribe', 1);
INSERT INTO wxlocal_default.opened VALUES ('bob-phone', 'wx91ec1bd8a75fce6e', 'release', '1.0.0', 'pages/a/a', '{"x":"1"}', 1065, '{}', '["pages/a/a"]', 1, 1677600000, NULL, 0, '[]');
INSERT INTO wxlocal_default.person VALUES ('alice', '爱丽丝', 'wxid_d66b03d8d1687f', '', 0, 'China', '', '', 'zh_CN', '13800000001', '86', NULL, 0);
INSERT INTO wxlocal_default.person VALUES ('bob', 'bob', 'wxid_69674173f40915', '', 0, 'China', '', '', 'zh_CN', NULL, '86', NULL, 0);
INSERT INTO wxlocal_default.phone VALUES ('alice-phone', 'alice', 'ios', '8.0.50', NULL, '[]');
INSERT INTO wxlocal_default.phone VALUES ('bob-phone', 'bob', 'ios', '8.0.50', NULL, '[]');
INSERT INTO wxlocal_default.quota VALUES ('wx91ec1bd8a75fce6e', '/sns/jscode2session', 19417, 1, 27960000, 1);
INSERT INTO wxlocal_default.quota VALUES ('wx91ec1bd8a75fce6e', 'login:bob', 19417, 1, 27960000, 1);
INSERT INTO wxlocal_default.quota VALUES ('wx91ec1bd8a75fce6e', '/wxa/generatescheme', 19417, 1, 27960000, 1);
INSERT INTO wxlocal_default.quota VALUES ('wx91ec1bd8a75fce6e', 'links.generated', 19417, 1, 1677600000, 1);
INSERT INTO wxlocal_default.quota VALUES ('wx91ec1bd8a75fce6e', 'links.opened', 19417, 1, 0, 1);
INSERT INTO wxlocal_default.quota VALUES ('wx91ec1bd8a75fce6e', '/cgi-bin/token', 19417, 2, 27960000, 2);
INSERT INTO wxlocal_default.relation VALUES ('wx91ec1bd8a75fce6e', 'bob', 'oXMLxaDQQe1Kzoy7SRhkPA5QzLbK', 1677600000, NULL, NULL);
INSERT INTO wxlocal_default.release VALUES ('wx91ec1bd8a75fce6e', '1.0.0', 'release', '["pages/index/index","pages/a/a"]', 0, NULL, '{}', '[]', NULL);
INSERT INTO wxlocal_default.release VALUES ('wx4acf5d3036bbe06f', '1.0.0', 'release', '["pages/index/index"]', 0, NULL, '{}', '[]', NULL);
INSERT INTO wxlocal_default.scope VALUES ('bob', 'wx91ec1bd8a75fce6e', 'plugin.wx4acf5d3036bbe06f', 1);
INSERT INTO wxlocal_default.scope VALUES ('alice', 'wx91ec1bd8a75fce6e', 'plugin.wx4acf5d3036bbe06f', 0);
INSERT INTO wxlocal_default.scope VALUES ('bob', 'wx91ec1bd8a75fce6e', 'scope.userLocation', 1);
INSERT INTO wxlocal_default.session VALUES ('wx91ec1bd8a75fce6e', 'bob', 'oXMLxaDQQe1Kzoy7SRhkPA5QzLbK', 'FhuA4HikQPoRJDwNEVYA6Q==', 1677600000, 1677859200);
INSERT INTO wxlocal_default.setting VALUES ('quota.rates', 'false');
INSERT INTO wxlocal_default.setting VALUES ('third_party.preauth_life', '900');
INSERT INTO wxlocal_default.subject VALUES ('subject', '示例科技有限公司', 'enterprise', 0, 'CN', 'public');
INSERT INTO wxlocal_default.token VALUES ('1_YvY2tTYA6bjvBgZkHjuEmigFSji5jXlC5mdUCCYEa6hd8d5jNyN1aBrj9hjw6ntp2baXBvKMUGfZ-NiItOjRBuspdXWJOndBBi9PyiqiwNiAXkrXppB9SpBBWLK1p2GBJtJdq', 'wx91ec1bd8a75fce6e', 'token', 1677600000, 1677607200, 1677600300);
INSERT INTO wxlocal_default.token VALUES ('1_2pZ20nm0E-FV2A-Bxo2MlxurEMv1QzDQfNDfwDwVyFSWFd1qj3yakV5NpXJynYme2Jq0XCQPuFEGcG5_OEJ2XiyX7Mow3B7H6Zzroq6tsLOPZtmGkA5EHkuII92XLUxWhpBAS', 'wx91ec1bd8a75fce6e', 'token', 1677600000, 1677607200, NULL);
INSERT INTO wxlocal_default.waiting VALUES ('prompt-11', 'bob-phone', 1677600000, '{"kind":"chooseImage","title":"选择图片","text":"IMG_0001.jpg\nIMG_0002.jpg","answers":[],"typed":false,"by":"person","detail":{}}', '{"api":"chooseImage","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}');
INSERT INTO wxlocal_default.world VALUES (1, 'default', 1, 'released', 'as-happened', '
[world]
now = "2023-03-01"
frozen = true
seed = "released"
[settings]
"quota.rates" = false
"third_party.preauth_life" = 900
[[open_platform]]
name = "开放平台"
[[mini_program]]
name = "小程序"
open_platform = "开放平台"
members = { alice = "administrator" }
  [[mini_program.release]]
  pages = ["pages/index/index", "pages/a/a"]
[[service_account]]
name = "服务号"
open_platform = "开放平台"
  [service_account.facts.profile]
  domains = ["a.example"]
[[plugin]]
name = "插件"
  [[plugin.release]]
[[third_party]]
name = "第三方平台"
[[person]]
id = "alice"
nickname = "爱丽丝"
phone_number = "13800000001"
[[person]]
id = "bob"
', 3, 1, 1677600000, 1795597452.6013255);
INSERT INTO "wxlocal_default@mine".account VALUES ('wx91ec1bd8a75fce6e', 'mini_program', '小程序', 'subject', 'gh_007200f1a683', '65e284bee5c98b64adb9f69bd90a0291', 0, 1, 'normal', 'wxee43fc18a602ccf4', '[]', '[]', 0);
INSERT INTO "wxlocal_default@mine".account VALUES ('wx2e007b815b93a1d6', 'service_account', '服务号', 'subject', 'gh_7d336af1b504', 'f4b0a6dafd2a36a7ae94104eb3e50720', 0, 1, 'normal', 'wxee43fc18a602ccf4', '[]', '[]', 0);
INSERT INTO "wxlocal_default@mine".account VALUES ('wxee43fc18a602ccf4', 'open_platform', '开放平台', 'subject', 'gh_650d6362d833', '7adcfa0b9ec71389fdacfdc3544107b5', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO "wxlocal_default@mine".account VALUES ('wx4acf5d3036bbe06f', 'plugin', '插件', 'subject', 'gh_5c8a7924309f', '8e4449730dcd07f10cf9a743f45170ec', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO "wxlocal_default@mine".account VALUES ('wx572b9147ff0074e7', 'third_party', '第三方平台', 'subject', 'gh_46430eee6cf5', '226bac395c74a4ea30239f9b8caa10d3', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO "wxlocal_default@mine".account_fact VALUES ('wx2e007b815b93a1d6', 'profile', '{"domains":["a.example"]}');
INSERT INTO "wxlocal_default@mine".account_fact VALUES ('wx91ec1bd8a75fce6e', 'third_party', '{"values":{"voice_recognize":"1"}}');
INSERT INTO "wxlocal_default@mine".code VALUES ('0g547I77xhjRuHExMjBo4pM1XJA8NxhO', 'login', 'wx91ec1bd8a75fce6e', 'bob', 1677600000, 1677600300, 1677600000, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (1, 1677600000, 'control', 'setting', NULL, '', '', '', '{"quota.rates":false}', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (2, 1677600000, 'control', 'setting', NULL, '', '', '', '{"third_party.preauth_life":900}', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (3, 1677600000, 'control', 'seed', NULL, '', '', '', '', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (4, 1677600000, 'phone', 'login', 'wx91ec1bd8a75fce6e', '', '/phones/bob-phone', '', '{"api":"login","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}', 200, 0, '{"ok":true,"result":{"errMsg":"login:ok","code":"0g547I77xhjRuHExMjBo4pM1XJA8NxhO"}}', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (5, 1677600000, 'api', 'code2Session', 'wx91ec1bd8a75fce6e', 'GET', '/sns/jscode2session', 'appid=wx91ec1bd8a75fce6e&secret=65e284****&js_code=0g547I****&grant_type=authorization_code', '', 200, 0, '{"session_key":"FhuA4H****","openid":"oXMLxaDQQe1Kzoy7SRhkPA5QzLbK","unionid":"oK0OjCEhS-TirEWN5zfmXuHCg4B2"}', '127.0.0.1', 9, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (6, 1677600000, 'api', 'getAccessToken', 'wx91ec1bd8a75fce6e', 'GET', '/cgi-bin/token', 'grant_type=client_credential&appid=wx91ec1bd8a75fce6e&secret=65e284****', '', 200, 0, '{"access_token":"1_YvY2****","expires_in":7200}', '127.0.0.1', 13, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (7, 1677600000, 'api', 'generateScheme', 'wx91ec1bd8a75fce6e', 'POST', '/wxa/generatescheme', 'access_token=1_YvY2****', '{"jump_wxa":{"path":"pages/a/a","query":"x=1"}}', 200, 0, '{"errcode":0,"errmsg":"ok","openlink":"weixin://dl/business/?t=xwJMDpeN4hh"}', '127.0.0.1', 7, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (8, 1677600000, 'phone', 'openLink', NULL, '', '/phones/bob-phone', '', '{"api":"openLink","appid":null,"version":"release","options":{"link":"weixin://dl/business/?t=xwJMDpeN4hh"},"tap":false,"gesture":"","answers":[],"plugin":null}', 200, 0, '{"ok":true,"result":{"appid":"wx91ec1bd8a75fce6e","path":"pages/a/a","query":{"x":"1"},"queryText":"x=1","scene":1065,"envVersion":"release","version":"1.0.0"}}', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@mine".journal VALUES (11, 1677600000, 'phone', 'chooseImage', 'wx91ec1bd8a75fce6e', '', '/phones/bob-phone', '', '{"api":"chooseImage","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}', 200, 0, '{"ok":false,"prompt":{"kind":"chooseImage","title":"选择图片","text":"IMG_0001.jpg\nIMG_0002.jpg","answers":[],"typed":false,"by":"person","detail":{}},"waiting":"prompt-11","reason":"the person has not answered yet"}', '', 0, NULL, 'the person has not answered yet');
INSERT INTO "wxlocal_default@mine".links_link VALUES ('xwJMDpeN4hh', 'scheme', 'wx91ec1bd8a75fce6e', 'pages/a/a', 'x=1', 'release', 1677600000, 1680192000, 'oXMLxaDQQe1Kzoy7SRhkPA5QzLbK', '');
INSERT INTO "wxlocal_default@mine".member VALUES ('wx91ec1bd8a75fce6e', 'alice', 'administrator');
INSERT INTO "wxlocal_default@mine".migration VALUES ('core', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('nouns', 3);
INSERT INTO "wxlocal_default@mine".migration VALUES ('tokens', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('journal', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('answers', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('code_management', 2);
INSERT INTO "wxlocal_default@mine".migration VALUES ('codes', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('links', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('location', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('login', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('privacy', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('profile', 1);
INSERT INTO "wxlocal_default@mine".migration VALUES ('subscribe', 1);
INSERT INTO "wxlocal_default@mine".opened VALUES ('bob-phone', 'wx91ec1bd8a75fce6e', 'release', '1.0.0', 'pages/a/a', '{"x":"1"}', 1065, '{}', '["pages/a/a"]', 1, 1677600000, NULL, 0, '[]');
INSERT INTO "wxlocal_default@mine".person VALUES ('alice', '爱丽丝', 'wxid_d66b03d8d1687f', '', 0, 'China', '', '', 'zh_CN', '13800000001', '86', NULL, 0);
INSERT INTO "wxlocal_default@mine".person VALUES ('bob', 'bob', 'wxid_69674173f40915', '', 0, 'China', '', '', 'zh_CN', NULL, '86', NULL, 0);
INSERT INTO "wxlocal_default@mine".phone VALUES ('alice-phone', 'alice', 'ios', '8.0.50', NULL, '[]');
INSERT INTO "wxlocal_default@mine".phone VALUES ('bob-phone', 'bob', 'ios', '8.0.50', NULL, '[]');
INSERT INTO "wxlocal_default@mine".quota VALUES ('wx91ec1bd8a75fce6e', '/sns/jscode2session', 19417, 1, 27960000, 1);
INSERT INTO "wxlocal_default@mine".quota VALUES ('wx91ec1bd8a75fce6e', 'login:bob', 19417, 1, 27960000, 1);
INSERT INTO "wxlocal_default@mine".quota VALUES ('wx91ec1bd8a75fce6e', '/cgi-bin/token', 19417, 1, 27960000, 1);
INSERT INTO "wxlocal_default@mine".quota VALUES ('wx91ec1bd8a75fce6e', '/wxa/generatescheme', 19417, 1, 27960000, 1);
INSERT INTO "wxlocal_default@mine".quota VALUES ('wx91ec1bd8a75fce6e', 'links.generated', 19417, 1, 1677600000, 1);
INSERT INTO "wxlocal_default@mine".quota VALUES ('wx91ec1bd8a75fce6e', 'links.opened', 19417, 1, 0, 1);
INSERT INTO "wxlocal_default@mine".relation VALUES ('wx91ec1bd8a75fce6e', 'bob', 'oXMLxaDQQe1Kzoy7SRhkPA5QzLbK', 1677600000, NULL, NULL);
INSERT INTO "wxlocal_default@mine".release VALUES ('wx91ec1bd8a75fce6e', '1.0.0', 'release', '["pages/index/index","pages/a/a"]', 0, NULL, '{}', '[]', NULL);
INSERT INTO "wxlocal_default@mine".release VALUES ('wx4acf5d3036bbe06f', '1.0.0', 'release', '["pages/index/index"]', 0, NULL, '{}', '[]', NULL);
INSERT INTO "wxlocal_default@mine".scope VALUES ('bob', 'wx91ec1bd8a75fce6e', 'plugin.wx4acf5d3036bbe06f', 1);
INSERT INTO "wxlocal_default@mine".scope VALUES ('alice', 'wx91ec1bd8a75fce6e', 'plugin.wx4acf5d3036bbe06f', 0);
INSERT INTO "wxlocal_default@mine".scope VALUES ('bob', 'wx91ec1bd8a75fce6e', 'scope.userLocation', 1);
INSERT INTO "wxlocal_default@mine".session VALUES ('wx91ec1bd8a75fce6e', 'bob', 'oXMLxaDQQe1Kzoy7SRhkPA5QzLbK', 'FhuA4HikQPoRJDwNEVYA6Q==', 1677600000, 1677859200);
INSERT INTO "wxlocal_default@mine".setting VALUES ('quota.rates', 'false');
INSERT INTO "wxlocal_default@mine".setting VALUES ('third_party.preauth_life', '900');
INSERT INTO "wxlocal_default@mine".subject VALUES ('subject', '示例科技有限公司', 'enterprise', 0, 'CN', 'public');
INSERT INTO "wxlocal_default@mine".token VALUES ('1_YvY2tTYA6bjvBgZkHjuEmigFSji5jXlC5mdUCCYEa6hd8d5jNyN1aBrj9hjw6ntp2baXBvKMUGfZ-NiItOjRBuspdXWJOndBBi9PyiqiwNiAXkrXppB9SpBBWLK1p2GBJtJdq', 'wx91ec1bd8a75fce6e', 'token', 1677600000, 1677607200, NULL);
INSERT INTO "wxlocal_default@mine".waiting VALUES ('prompt-11', 'bob-phone', 1677600000, '{"kind":"chooseImage","title":"选择图片","text":"IMG_0001.jpg\nIMG_0002.jpg","answers":[],"typed":false,"by":"person","detail":{}}', '{"api":"chooseImage","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}');
INSERT INTO "wxlocal_default@mine".world VALUES (1, 'default', 1, 'released', 'as-happened', '
[world]
now = "2023-03-01"
frozen = true
seed = "released"
[settings]
"quota.rates" = false
"third_party.preauth_life" = 900
[[open_platform]]
name = "开放平台"
[[mini_program]]
name = "小程序"
open_platform = "开放平台"
members = { alice = "administrator" }
  [[mini_program.release]]
  pages = ["pages/index/index", "pages/a/a"]
[[service_account]]
name = "服务号"
open_platform = "开放平台"
  [service_account.facts.profile]
  domains = ["a.example"]
[[plugin]]
name = "插件"
  [[plugin.release]]
[[third_party]]
name = "第三方平台"
[[person]]
id = "alice"
nickname = "爱丽丝"
phone_number = "13800000001"
[[person]]
id = "bob"
', 3, 1, 1677600000, 1795597452.6013255);
INSERT INTO "wxlocal_default@seed".account VALUES ('wx91ec1bd8a75fce6e', 'mini_program', '小程序', 'subject', 'gh_007200f1a683', '65e284bee5c98b64adb9f69bd90a0291', 0, 1, 'normal', 'wxee43fc18a602ccf4', '[]', '[]', 0);
INSERT INTO "wxlocal_default@seed".account VALUES ('wx2e007b815b93a1d6', 'service_account', '服务号', 'subject', 'gh_7d336af1b504', 'f4b0a6dafd2a36a7ae94104eb3e50720', 0, 1, 'normal', 'wxee43fc18a602ccf4', '[]', '[]', 0);
INSERT INTO "wxlocal_default@seed".account VALUES ('wxee43fc18a602ccf4', 'open_platform', '开放平台', 'subject', 'gh_650d6362d833', '7adcfa0b9ec71389fdacfdc3544107b5', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO "wxlocal_default@seed".account VALUES ('wx4acf5d3036bbe06f', 'plugin', '插件', 'subject', 'gh_5c8a7924309f', '8e4449730dcd07f10cf9a743f45170ec', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO "wxlocal_default@seed".account VALUES ('wx572b9147ff0074e7', 'third_party', '第三方平台', 'subject', 'gh_46430eee6cf5', '226bac395c74a4ea30239f9b8caa10d3', 0, 1, 'normal', NULL, '[]', '[]', 0);
INSERT INTO "wxlocal_default@seed".account_fact VALUES ('wx2e007b815b93a1d6', 'profile', '{"domains":["a.example"]}');
INSERT INTO "wxlocal_default@seed".journal VALUES (1, 1677600000, 'control', 'setting', NULL, '', '', '', '{"quota.rates":false}', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@seed".journal VALUES (2, 1677600000, 'control', 'setting', NULL, '', '', '', '{"third_party.preauth_life":900}', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@seed".journal VALUES (3, 1677600000, 'control', 'seed', NULL, '', '', '', '', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO "wxlocal_default@seed".member VALUES ('wx91ec1bd8a75fce6e', 'alice', 'administrator');
INSERT INTO "wxlocal_default@seed".migration VALUES ('core', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('nouns', 3);
INSERT INTO "wxlocal_default@seed".migration VALUES ('tokens', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('journal', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('answers', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('code_management', 2);
INSERT INTO "wxlocal_default@seed".migration VALUES ('codes', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('links', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('location', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('login', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('privacy', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('profile', 1);
INSERT INTO "wxlocal_default@seed".migration VALUES ('subscribe', 1);
INSERT INTO "wxlocal_default@seed".person VALUES ('alice', '爱丽丝', 'wxid_d66b03d8d1687f', '', 0, 'China', '', '', 'zh_CN', '13800000001', '86', NULL, 0);
INSERT INTO "wxlocal_default@seed".person VALUES ('bob', 'bob', 'wxid_69674173f40915', '', 0, 'China', '', '', 'zh_CN', NULL, '86', NULL, 0);
INSERT INTO "wxlocal_default@seed".phone VALUES ('alice-phone', 'alice', 'ios', '8.0.50', NULL, '[]');
INSERT INTO "wxlocal_default@seed".phone VALUES ('bob-phone', 'bob', 'ios', '8.0.50', NULL, '[]');
INSERT INTO "wxlocal_default@seed".release VALUES ('wx91ec1bd8a75fce6e', '1.0.0', 'release', '["pages/index/index","pages/a/a"]', 0, NULL, '{}', '[]', NULL);
INSERT INTO "wxlocal_default@seed".release VALUES ('wx4acf5d3036bbe06f', '1.0.0', 'release', '["pages/index/index"]', 0, NULL, '{}', '[]', NULL);
INSERT INTO "wxlocal_default@seed".setting VALUES ('quota.rates', 'false');
INSERT INTO "wxlocal_default@seed".setting VALUES ('third_party.preauth_life', '900');
INSERT INTO "wxlocal_default@seed".subject VALUES ('subject', '示例科技有限公司', 'enterprise', 0, 'CN', 'public');
INSERT INTO "wxlocal_default@seed".world VALUES (1, 'default', 1, 'released', 'as-happened', '
[world]
now = "2023-03-01"
frozen = true
seed = "released"
[settings]
"quota.rates" = false
"third_party.preauth_life" = 900
[[open_platform]]
name = "开放平台"
[[mini_program]]
name = "小程序"
open_platform = "开放平台"
members = { alice = "administrator" }
  [[mini_program.release]]
  pages = ["pages/index/index", "pages/a/a"]
[[service_account]]
name = "服务号"
open_platform = "开放平台"
  [service_account.facts.profile]
  domains = ["a.example"]
[[plugin]]
name = "插件"
  [[plugin.release]]
[[third_party]]
name = "第三方平台"
[[person]]
id = "alice"
nickname = "爱丽丝"
phone_number = "13800000001"
[[person]]
id = "bob"
', 3, 1, 1677600000, 1795597452.6013255);
INSERT INTO wxlocal_shop.journal VALUES (1, 1649606400, 'control', 'seed', NULL, '', '', '', '', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO wxlocal_shop.migration VALUES ('core', 1);
INSERT INTO wxlocal_shop.migration VALUES ('nouns', 3);
INSERT INTO wxlocal_shop.migration VALUES ('tokens', 1);
INSERT INTO wxlocal_shop.migration VALUES ('journal', 1);
INSERT INTO wxlocal_shop.migration VALUES ('answers', 1);
INSERT INTO wxlocal_shop.migration VALUES ('code_management', 2);
INSERT INTO wxlocal_shop.migration VALUES ('codes', 1);
INSERT INTO wxlocal_shop.migration VALUES ('links', 1);
INSERT INTO wxlocal_shop.migration VALUES ('location', 1);
INSERT INTO wxlocal_shop.migration VALUES ('login', 1);
INSERT INTO wxlocal_shop.migration VALUES ('privacy', 1);
INSERT INTO wxlocal_shop.migration VALUES ('profile', 1);
INSERT INTO wxlocal_shop.migration VALUES ('subscribe', 1);
INSERT INTO wxlocal_shop.subject VALUES ('subject', '示例科技有限公司', 'enterprise', 0, 'CN', 'public');
INSERT INTO wxlocal_shop.world VALUES (1, 'shop', 2, 'wxlocal:shop', 'as-happened', '', 1, 0, 1649606400, 1795597455.2921338);
INSERT INTO "wxlocal_shop@seed".journal VALUES (1, 1649606400, 'control', 'seed', NULL, '', '', '', '', 200, 0, '', '', 0, NULL, NULL);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('core', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('nouns', 3);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('tokens', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('journal', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('answers', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('code_management', 2);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('codes', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('links', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('location', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('login', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('privacy', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('profile', 1);
INSERT INTO "wxlocal_shop@seed".migration VALUES ('subscribe', 1);
INSERT INTO "wxlocal_shop@seed".subject VALUES ('subject', '示例科技有限公司', 'enterprise', 0, 'CN', 'public');
INSERT INTO "wxlocal_shop@seed".world VALUES (1, 'shop', 2, 'wxlocal:shop', 'as-happened', '', 1, 0, 1649606400, 1795597455.2921338);
SELECT pg_catalog.setval('wxlocal_default.call_number', 13, true);
SELECT pg_catalog.setval('wxlocal_shop.call_number', 1, true);
ALTER TABLE ONLY wxlocal_default.account_fact
    ADD CONSTRAINT account_fact_pkey PRIMARY KEY (appid, room);
ALTER TABLE ONLY wxlocal_default.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (appid);
ALTER TABLE ONLY wxlocal_default.association
    ADD CONSTRAINT association_pkey PRIMARY KEY (official, mini);
ALTER TABLE ONLY wxlocal_default.authorization_
    ADD CONSTRAINT authorization__pkey PRIMARY KEY (component, appid);
ALTER TABLE ONLY wxlocal_default.authorization_
    ADD CONSTRAINT authorization__refresh_token_key UNIQUE (refresh_token);
ALTER TABLE ONLY wxlocal_default.code_audit
    ADD CONSTRAINT code_audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.code_draft
    ADD CONSTRAINT code_draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.code_gray
    ADD CONSTRAINT code_gray_pkey PRIMARY KEY (appid);
ALTER TABLE ONLY wxlocal_default.code_online
    ADD CONSTRAINT code_online_pkey PRIMARY KEY (appid, number);
ALTER TABLE ONLY wxlocal_default.code_package
    ADD CONSTRAINT code_package_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (code);
ALTER TABLE ONLY wxlocal_default.code_template
    ADD CONSTRAINT code_template_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.code_trial
    ADD CONSTRAINT code_trial_pkey PRIMARY KEY (appid);
ALTER TABLE ONLY wxlocal_default.codes_code
    ADD CONSTRAINT codes_code_pkey PRIMARY KEY (ticket);
ALTER TABLE ONLY wxlocal_default.encrypted_message
    ADD CONSTRAINT encrypted_message_pkey PRIMARY KEY (appid, hash);
ALTER TABLE ONLY wxlocal_default.fault
    ADD CONSTRAINT fault_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.follower
    ADD CONSTRAINT follower_pkey PRIMARY KEY (appid, openid);
ALTER TABLE ONLY wxlocal_default.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY wxlocal_default.links_link
    ADD CONSTRAINT links_link_pkey PRIMARY KEY (ticket);
ALTER TABLE ONLY wxlocal_default.location_application
    ADD CONSTRAINT location_application_pkey PRIMARY KEY (audit_id);
ALTER TABLE ONLY wxlocal_default.location_told
    ADD CONSTRAINT location_told_pkey PRIMARY KEY (phone, appid);
ALTER TABLE ONLY wxlocal_default.login_encrypt_key
    ADD CONSTRAINT login_encrypt_key_pkey PRIMARY KEY (appid, openid, version);
ALTER TABLE ONLY wxlocal_default.login_payment
    ADD CONSTRAINT login_payment_pkey PRIMARY KEY (appid, transaction_id);
ALTER TABLE ONLY wxlocal_default.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (appid, person);
ALTER TABLE ONLY wxlocal_default.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (room);
ALTER TABLE ONLY wxlocal_default.oauth_grant
    ADD CONSTRAINT oauth_grant_pkey PRIMARY KEY (token);
ALTER TABLE ONLY wxlocal_default.opened
    ADD CONSTRAINT opened_pkey PRIMARY KEY (phone, appid);
ALTER TABLE ONLY wxlocal_default.person_fact
    ADD CONSTRAINT person_fact_pkey PRIMARY KEY (person, room);
ALTER TABLE ONLY wxlocal_default.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.person
    ADD CONSTRAINT person_wechat_id_key UNIQUE (wechat_id);
ALTER TABLE ONLY wxlocal_default.phone
    ADD CONSTRAINT phone_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.privacy_button
    ADD CONSTRAINT privacy_button_pkey PRIMARY KEY (person, appid, button);
ALTER TABLE ONLY wxlocal_default.privacy_consent
    ADD CONSTRAINT privacy_consent_pkey PRIMARY KEY (person, appid);
ALTER TABLE ONLY wxlocal_default.quota
    ADD CONSTRAINT quota_pkey PRIMARY KEY (appid, name);
ALTER TABLE ONLY wxlocal_default.relation
    ADD CONSTRAINT relation_openid_key UNIQUE (openid);
ALTER TABLE ONLY wxlocal_default.relation
    ADD CONSTRAINT relation_pkey PRIMARY KEY (appid, person);
ALTER TABLE ONLY wxlocal_default.release
    ADD CONSTRAINT release_pkey PRIMARY KEY (appid, kind, version);
ALTER TABLE ONLY wxlocal_default.scope
    ADD CONSTRAINT scope_pkey PRIMARY KEY (person, appid, name);
ALTER TABLE ONLY wxlocal_default.script
    ADD CONSTRAINT script_pkey PRIMARY KEY (person);
ALTER TABLE ONLY wxlocal_default.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (appid, person);
ALTER TABLE ONLY wxlocal_default.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);
ALTER TABLE ONLY wxlocal_default.sign_in
    ADD CONSTRAINT sign_in_pkey PRIMARY KEY (uuid);
ALTER TABLE ONLY wxlocal_default.subject
    ADD CONSTRAINT subject_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (person, appid, template);
ALTER TABLE ONLY wxlocal_default.subscription_switch
    ADD CONSTRAINT subscription_switch_pkey PRIMARY KEY (person, appid);
ALTER TABLE ONLY wxlocal_default.tag
    ADD CONSTRAINT tag_pkey PRIMARY KEY (appid, id);
ALTER TABLE ONLY wxlocal_default.tagging
    ADD CONSTRAINT tagging_pkey PRIMARY KEY (appid, openid, tag);
ALTER TABLE ONLY wxlocal_default.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (token);
ALTER TABLE ONLY wxlocal_default.waiting
    ADD CONSTRAINT waiting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_default.world
    ADD CONSTRAINT world_pkey PRIMARY KEY (one);
ALTER TABLE ONLY wxlocal_shop.account_fact
    ADD CONSTRAINT account_fact_pkey PRIMARY KEY (appid, room);
ALTER TABLE ONLY wxlocal_shop.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (appid);
ALTER TABLE ONLY wxlocal_shop.association
    ADD CONSTRAINT association_pkey PRIMARY KEY (official, mini);
ALTER TABLE ONLY wxlocal_shop.authorization_
    ADD CONSTRAINT authorization__pkey PRIMARY KEY (component, appid);
ALTER TABLE ONLY wxlocal_shop.authorization_
    ADD CONSTRAINT authorization__refresh_token_key UNIQUE (refresh_token);
ALTER TABLE ONLY wxlocal_shop.code_audit
    ADD CONSTRAINT code_audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.code_draft
    ADD CONSTRAINT code_draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.code_gray
    ADD CONSTRAINT code_gray_pkey PRIMARY KEY (appid);
ALTER TABLE ONLY wxlocal_shop.code_online
    ADD CONSTRAINT code_online_pkey PRIMARY KEY (appid, number);
ALTER TABLE ONLY wxlocal_shop.code_package
    ADD CONSTRAINT code_package_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (code);
ALTER TABLE ONLY wxlocal_shop.code_template
    ADD CONSTRAINT code_template_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.code_trial
    ADD CONSTRAINT code_trial_pkey PRIMARY KEY (appid);
ALTER TABLE ONLY wxlocal_shop.codes_code
    ADD CONSTRAINT codes_code_pkey PRIMARY KEY (ticket);
ALTER TABLE ONLY wxlocal_shop.encrypted_message
    ADD CONSTRAINT encrypted_message_pkey PRIMARY KEY (appid, hash);
ALTER TABLE ONLY wxlocal_shop.fault
    ADD CONSTRAINT fault_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.follower
    ADD CONSTRAINT follower_pkey PRIMARY KEY (appid, openid);
ALTER TABLE ONLY wxlocal_shop.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY wxlocal_shop.links_link
    ADD CONSTRAINT links_link_pkey PRIMARY KEY (ticket);
ALTER TABLE ONLY wxlocal_shop.location_application
    ADD CONSTRAINT location_application_pkey PRIMARY KEY (audit_id);
ALTER TABLE ONLY wxlocal_shop.location_told
    ADD CONSTRAINT location_told_pkey PRIMARY KEY (phone, appid);
ALTER TABLE ONLY wxlocal_shop.login_encrypt_key
    ADD CONSTRAINT login_encrypt_key_pkey PRIMARY KEY (appid, openid, version);
ALTER TABLE ONLY wxlocal_shop.login_payment
    ADD CONSTRAINT login_payment_pkey PRIMARY KEY (appid, transaction_id);
ALTER TABLE ONLY wxlocal_shop.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (appid, person);
ALTER TABLE ONLY wxlocal_shop.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (room);
ALTER TABLE ONLY wxlocal_shop.oauth_grant
    ADD CONSTRAINT oauth_grant_pkey PRIMARY KEY (token);
ALTER TABLE ONLY wxlocal_shop.opened
    ADD CONSTRAINT opened_pkey PRIMARY KEY (phone, appid);
ALTER TABLE ONLY wxlocal_shop.person_fact
    ADD CONSTRAINT person_fact_pkey PRIMARY KEY (person, room);
ALTER TABLE ONLY wxlocal_shop.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.person
    ADD CONSTRAINT person_wechat_id_key UNIQUE (wechat_id);
ALTER TABLE ONLY wxlocal_shop.phone
    ADD CONSTRAINT phone_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.privacy_button
    ADD CONSTRAINT privacy_button_pkey PRIMARY KEY (person, appid, button);
ALTER TABLE ONLY wxlocal_shop.privacy_consent
    ADD CONSTRAINT privacy_consent_pkey PRIMARY KEY (person, appid);
ALTER TABLE ONLY wxlocal_shop.quota
    ADD CONSTRAINT quota_pkey PRIMARY KEY (appid, name);
ALTER TABLE ONLY wxlocal_shop.relation
    ADD CONSTRAINT relation_openid_key UNIQUE (openid);
ALTER TABLE ONLY wxlocal_shop.relation
    ADD CONSTRAINT relation_pkey PRIMARY KEY (appid, person);
ALTER TABLE ONLY wxlocal_shop.release
    ADD CONSTRAINT release_pkey PRIMARY KEY (appid, kind, version);
ALTER TABLE ONLY wxlocal_shop.scope
    ADD CONSTRAINT scope_pkey PRIMARY KEY (person, appid, name);
ALTER TABLE ONLY wxlocal_shop.script
    ADD CONSTRAINT script_pkey PRIMARY KEY (person);
ALTER TABLE ONLY wxlocal_shop.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (appid, person);
ALTER TABLE ONLY wxlocal_shop.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);
ALTER TABLE ONLY wxlocal_shop.sign_in
    ADD CONSTRAINT sign_in_pkey PRIMARY KEY (uuid);
ALTER TABLE ONLY wxlocal_shop.subject
    ADD CONSTRAINT subject_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (person, appid, template);
ALTER TABLE ONLY wxlocal_shop.subscription_switch
    ADD CONSTRAINT subscription_switch_pkey PRIMARY KEY (person, appid);
ALTER TABLE ONLY wxlocal_shop.tag
    ADD CONSTRAINT tag_pkey PRIMARY KEY (appid, id);
ALTER TABLE ONLY wxlocal_shop.tagging
    ADD CONSTRAINT tagging_pkey PRIMARY KEY (appid, openid, tag);
ALTER TABLE ONLY wxlocal_shop.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (token);
ALTER TABLE ONLY wxlocal_shop.waiting
    ADD CONSTRAINT waiting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY wxlocal_shop.world
    ADD CONSTRAINT world_pkey PRIMARY KEY (one);
CREATE INDEX account_open_platform ON wxlocal_default.account USING btree (open_platform);
CREATE INDEX account_subject ON wxlocal_default.account USING btree (subject);
CREATE INDEX code_audit_appid ON wxlocal_default.code_audit USING btree (appid);
CREATE INDEX code_package_appid ON wxlocal_default.code_package USING btree (appid);
CREATE INDEX job_due ON wxlocal_default.job USING btree (due);
CREATE INDEX oauth_grant_refresh ON wxlocal_default.oauth_grant USING btree (refresh);
CREATE INDEX relation_person ON wxlocal_default.relation USING btree (person);
CREATE INDEX session_openid ON wxlocal_default.session USING btree (openid);
CREATE INDEX token_appid ON wxlocal_default.token USING btree (appid, kind, issued_at);
CREATE INDEX account_open_platform ON wxlocal_shop.account USING btree (open_platform);
CREATE INDEX account_subject ON wxlocal_shop.account USING btree (subject);
CREATE INDEX code_audit_appid ON wxlocal_shop.code_audit USING btree (appid);
CREATE INDEX code_package_appid ON wxlocal_shop.code_package USING btree (appid);
CREATE INDEX job_due ON wxlocal_shop.job USING btree (due);
CREATE INDEX oauth_grant_refresh ON wxlocal_shop.oauth_grant USING btree (refresh);
CREATE INDEX relation_person ON wxlocal_shop.relation USING btree (person);
CREATE INDEX session_openid ON wxlocal_shop.session USING btree (openid);
CREATE INDEX token_appid ON wxlocal_shop.token USING btree (appid, kind, issued_at);
