BEGIN TRANSACTION;
CREATE TABLE account (
            appid TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, subject TEXT NOT NULL,
            original_id TEXT NOT NULL, secret TEXT NOT NULL, secret_frozen INTEGER NOT NULL,
            verified INTEGER NOT NULL, status TEXT NOT NULL, open_platform TEXT, ip_allow_list TEXT NOT NULL,
            categories TEXT NOT NULL, created_at BIGINT NOT NULL);
CREATE TABLE account_fact (
            appid TEXT NOT NULL, room TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (appid, room));
CREATE TABLE association (
            official TEXT NOT NULL, mini TEXT NOT NULL, linked_at BIGINT NOT NULL, PRIMARY KEY (official, mini));
CREATE TABLE authorization_ (
            component TEXT NOT NULL, appid TEXT NOT NULL, sets TEXT NOT NULL, refresh_token TEXT NOT NULL UNIQUE,
            authorized_at BIGINT NOT NULL, PRIMARY KEY (component, appid));
CREATE TABLE code (
            code TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, person TEXT NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT, payload TEXT) WITHOUT ROWID;
CREATE TABLE code_audit (
            id INTEGER PRIMARY KEY, appid TEXT NOT NULL, package INTEGER NOT NULL, config TEXT NOT NULL,
            version TEXT NOT NULL, note TEXT NOT NULL, not_used INTEGER NOT NULL, by_component TEXT NOT NULL,
            status INTEGER NOT NULL, reason TEXT NOT NULL, screenshot TEXT NOT NULL, submitted_at BIGINT NOT NULL,
            decided_at BIGINT, released_at BIGINT, collects INTEGER NOT NULL DEFAULT 1);
CREATE TABLE code_draft (
            id INTEGER PRIMARY KEY, component TEXT NOT NULL, appid TEXT NOT NULL, package INTEGER NOT NULL,
            at BIGINT NOT NULL);
CREATE TABLE code_gray (
            appid TEXT PRIMARY KEY, audit INTEGER NOT NULL, percentage INTEGER NOT NULL, status INTEGER NOT NULL,
            debuger INTEGER NOT NULL, experiencer INTEGER NOT NULL, at BIGINT NOT NULL);
CREATE TABLE code_online (
            appid TEXT NOT NULL, number INTEGER NOT NULL, audit INTEGER NOT NULL, version TEXT NOT NULL,
            note TEXT NOT NULL, at BIGINT NOT NULL, reverted INTEGER NOT NULL, PRIMARY KEY (appid, number));
CREATE TABLE code_package (
            id INTEGER PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL, note TEXT NOT NULL,
            robot INTEGER NOT NULL, at BIGINT NOT NULL, files TEXT NOT NULL);
CREATE TABLE code_template (
            id INTEGER PRIMARY KEY, component TEXT NOT NULL, draft INTEGER NOT NULL, appid TEXT NOT NULL,
            package INTEGER NOT NULL, kind INTEGER NOT NULL, at BIGINT NOT NULL);
CREATE TABLE code_trial (
            appid TEXT PRIMARY KEY, package INTEGER NOT NULL, config TEXT NOT NULL, version TEXT NOT NULL,
            note TEXT NOT NULL, by_component TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE codes_code (
            ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, path TEXT NOT NULL,
            scene TEXT NOT NULL, env_version TEXT NOT NULL, made_at BIGINT NOT NULL);
CREATE TABLE encrypted_message (
            appid TEXT NOT NULL, hash TEXT NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (appid, hash));
CREATE TABLE fault (id TEXT PRIMARY KEY, plan TEXT NOT NULL, met INTEGER NOT NULL, done INTEGER NOT NULL);
CREATE TABLE follower (
            appid TEXT NOT NULL, openid TEXT NOT NULL, remark TEXT NOT NULL, scene TEXT NOT NULL,
            qr_scene BIGINT NOT NULL, qr_scene_str TEXT NOT NULL, black INTEGER NOT NULL,
            PRIMARY KEY (appid, openid));
CREATE TABLE job (
            id TEXT PRIMARY KEY, due BIGINT NOT NULL, room TEXT NOT NULL, kind TEXT NOT NULL,
            payload TEXT NOT NULL);
CREATE TABLE journal (
            seq INTEGER PRIMARY KEY, at BIGINT NOT NULL, face TEXT NOT NULL, name TEXT NOT NULL, appid TEXT,
            method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, request TEXT NOT NULL,
            status INTEGER NOT NULL, errcode INTEGER NOT NULL, answer TEXT NOT NULL, ip TEXT NOT NULL,
            cost INTEGER NOT NULL, rule TEXT, reason TEXT);
INSERT INTO "journal" VALUES(1,1649606400,'control','seed',NULL,'','','','',200,0,'','',0,NULL,NULL);
CREATE TABLE links_link (
            ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, path TEXT NOT NULL,
            query TEXT NOT NULL, env_version TEXT NOT NULL, made_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, visitor TEXT NOT NULL, extra TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE location_application (
            audit_id INTEGER PRIMARY KEY, appid TEXT NOT NULL, api TEXT NOT NULL, content TEXT NOT NULL,
            applied_at BIGINT NOT NULL, status INTEGER NOT NULL, fail_reason TEXT NOT NULL);
CREATE TABLE location_told (
            phone TEXT NOT NULL, appid TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (phone, appid));
CREATE TABLE login_encrypt_key (
            appid TEXT NOT NULL, openid TEXT NOT NULL, version INTEGER NOT NULL, encrypt_key TEXT NOT NULL,
            iv TEXT NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (appid, openid, version));
CREATE TABLE login_payment (
            appid TEXT NOT NULL, openid TEXT NOT NULL, transaction_id TEXT NOT NULL, mch_id TEXT NOT NULL,
            out_trade_no TEXT NOT NULL, paid_at BIGINT NOT NULL, PRIMARY KEY (appid, transaction_id));
CREATE TABLE member (
            appid TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (appid, person));
CREATE TABLE migration (room TEXT PRIMARY KEY, number INTEGER NOT NULL);
INSERT INTO "migration" VALUES('core',1);
INSERT INTO "migration" VALUES('nouns',3);
INSERT INTO "migration" VALUES('tokens',1);
INSERT INTO "migration" VALUES('journal',1);
INSERT INTO "migration" VALUES('answers',1);
INSERT INTO "migration" VALUES('code_management',2);
INSERT INTO "migration" VALUES('codes',1);
INSERT INTO "migration" VALUES('links',1);
INSERT INTO "migration" VALUES('location',1);
INSERT INTO "migration" VALUES('login',1);
INSERT INTO "migration" VALUES('privacy',1);
INSERT INTO "migration" VALUES('profile',1);
INSERT INTO "migration" VALUES('subscribe',1);
CREATE TABLE oauth_grant (
            token TEXT PRIMARY KEY, refresh TEXT NOT NULL, appid TEXT NOT NULL, person TEXT NOT NULL,
            scope TEXT NOT NULL, expires_at BIGINT NOT NULL, refresh_until BIGINT NOT NULL);
CREATE TABLE opened (
            phone TEXT NOT NULL, appid TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL, path TEXT NOT NULL,
            query TEXT NOT NULL, scene INTEGER NOT NULL, referrer TEXT NOT NULL, pages TEXT NOT NULL,
            foreground INTEGER NOT NULL, opened_at BIGINT NOT NULL, acted_at BIGINT, listening INTEGER NOT NULL,
            notices TEXT NOT NULL, PRIMARY KEY (phone, appid));
CREATE TABLE person (
            id TEXT PRIMARY KEY, nickname TEXT NOT NULL, wechat_id TEXT NOT NULL UNIQUE, avatar_url TEXT NOT NULL,
            gender INTEGER NOT NULL, country TEXT NOT NULL, province TEXT NOT NULL, city TEXT NOT NULL,
            language TEXT NOT NULL, phone_number TEXT, country_code TEXT NOT NULL, phone_verified_at BIGINT,
            high_risk INTEGER NOT NULL);
CREATE TABLE person_fact (
            person TEXT NOT NULL, room TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (person, room));
CREATE TABLE phone (
            id TEXT PRIMARY KEY, person TEXT NOT NULL, platform TEXT NOT NULL, client_version TEXT NOT NULL,
            base_library TEXT, denied TEXT NOT NULL DEFAULT '[]');
CREATE TABLE privacy_button (
            person TEXT NOT NULL, appid TEXT NOT NULL, button TEXT NOT NULL, tapped_at BIGINT NOT NULL,
            PRIMARY KEY (person, appid, button));
CREATE TABLE privacy_consent (
            person TEXT NOT NULL, appid TEXT NOT NULL, kinds TEXT NOT NULL, agreed_at BIGINT, refused_at BIGINT,
            exposed_at BIGINT, PRIMARY KEY (person, appid));
CREATE TABLE quota (
            appid TEXT NOT NULL, name TEXT NOT NULL, day BIGINT NOT NULL, used BIGINT NOT NULL,
            slot BIGINT NOT NULL, slot_used BIGINT NOT NULL, PRIMARY KEY (appid, name)) WITHOUT ROWID;
CREATE TABLE relation (
            appid TEXT NOT NULL, person TEXT NOT NULL, openid TEXT NOT NULL UNIQUE, logged_in_at BIGINT,
            followed_at BIGINT, unfollowed_at BIGINT, PRIMARY KEY (appid, person));
CREATE TABLE release (
            appid TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL, pages TEXT NOT NULL,
            released_at BIGINT NOT NULL, submitted_at BIGINT, config TEXT NOT NULL, uses TEXT NOT NULL DEFAULT '[]', detected_at BIGINT,
            PRIMARY KEY (appid, kind, version));
CREATE TABLE scope (
            person TEXT NOT NULL, appid TEXT NOT NULL, name TEXT NOT NULL, granted INTEGER NOT NULL,
            PRIMARY KEY (person, appid, name));
CREATE TABLE script (person TEXT PRIMARY KEY, answers TEXT NOT NULL);
CREATE TABLE session (
            appid TEXT NOT NULL, person TEXT NOT NULL, openid TEXT NOT NULL, session_key TEXT NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (appid, person)) WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sign_in (
            uuid TEXT PRIMARY KEY, appid TEXT NOT NULL, redirect TEXT NOT NULL, state TEXT NOT NULL,
            made_at BIGINT NOT NULL, status TEXT NOT NULL, person TEXT NOT NULL, code TEXT NOT NULL);
CREATE TABLE subject (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, overseas INTEGER NOT NULL,
            country TEXT NOT NULL, bank_account TEXT NOT NULL);
INSERT INTO "subject" VALUES('subject','示例科技有限公司','enterprise',0,'CN','public');
CREATE TABLE subscription (
            person TEXT NOT NULL, appid TEXT NOT NULL, template TEXT NOT NULL, accepted INTEGER NOT NULL,
            kept TEXT NOT NULL, PRIMARY KEY (person, appid, template));
CREATE TABLE subscription_switch (
            person TEXT NOT NULL, appid TEXT NOT NULL, switched_on INTEGER NOT NULL, PRIMARY KEY (person, appid));
CREATE TABLE tag (appid TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (appid, id));
CREATE TABLE tagging (
            appid TEXT NOT NULL, openid TEXT NOT NULL, tag INTEGER NOT NULL, seq BIGINT NOT NULL,
            PRIMARY KEY (appid, openid, tag));
CREATE TABLE token (
            token TEXT PRIMARY KEY, appid TEXT NOT NULL, kind TEXT NOT NULL, issued_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, replaced_at BIGINT);
CREATE TABLE waiting (
            id TEXT PRIMARY KEY, phone TEXT NOT NULL, asked_at BIGINT NOT NULL, prompt TEXT NOT NULL,
            request TEXT NOT NULL);
CREATE TABLE world (
            one INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL, seed TEXT NOT NULL,
            timeline TEXT NOT NULL, document TEXT NOT NULL, revision INTEGER NOT NULL, frozen INTEGER NOT NULL,
            clock_at DOUBLE PRECISION NOT NULL, clock_real DOUBLE PRECISION NOT NULL);
INSERT INTO "world" VALUES(1,'shop',2,'wxlocal:shop','as-happened','',1,0,1649606400.0,1.79559744769326019289e+09);
CREATE INDEX job_due ON job (due);
CREATE INDEX account_open_platform ON account (open_platform);
CREATE INDEX account_subject ON account (subject);
CREATE INDEX relation_person ON relation (person);
CREATE INDEX token_appid ON token (appid, kind, issued_at);
CREATE INDEX session_openid ON session (openid);
CREATE INDEX code_package_appid ON code_package (appid);
CREATE INDEX code_audit_appid ON code_audit (appid);
CREATE INDEX oauth_grant_refresh ON oauth_grant (refresh);
COMMIT;
