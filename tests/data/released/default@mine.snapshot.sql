BEGIN TRANSACTION;
CREATE TABLE account (
            appid TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, subject TEXT NOT NULL,
            original_id TEXT NOT NULL, secret TEXT NOT NULL, secret_frozen INTEGER NOT NULL,
            verified INTEGER NOT NULL, status TEXT NOT NULL, open_platform TEXT, ip_allow_list TEXT NOT NULL,
            categories TEXT NOT NULL, created_at BIGINT NOT NULL);
INSERT INTO "account" VALUES('wx91ec1bd8a75fce6e','mini_program','小程序','subject','gh_007200f1a683','65e284bee5c98b64adb9f69bd90a0291',0,1,'normal','wxee43fc18a602ccf4','[]','[]',0);
INSERT INTO "account" VALUES('wx2e007b815b93a1d6','service_account','服务号','subject','gh_7d336af1b504','f4b0a6dafd2a36a7ae94104eb3e50720',0,1,'normal','wxee43fc18a602ccf4','[]','[]',0);
INSERT INTO "account" VALUES('wxee43fc18a602ccf4','open_platform','开放平台','subject','gh_650d6362d833','7adcfa0b9ec71389fdacfdc3544107b5',0,1,'normal',NULL,'[]','[]',0);
INSERT INTO "account" VALUES('wx4acf5d3036bbe06f','plugin','插件','subject','gh_5c8a7924309f','8e4449730dcd07f10cf9a743f45170ec',0,1,'normal',NULL,'[]','[]',0);
INSERT INTO "account" VALUES('wx572b9147ff0074e7','third_party','第三方平台','subject','gh_46430eee6cf5','226bac395c74a4ea30239f9b8caa10d3',0,1,'normal',NULL,'[]','[]',0);
CREATE TABLE account_fact (
            appid TEXT NOT NULL, room TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (appid, room));
INSERT INTO "account_fact" VALUES('wx2e007b815b93a1d6','profile','{"domains":["a.example"]}');
INSERT INTO "account_fact" VALUES('wx91ec1bd8a75fce6e','third_party','{"values":{"voice_recognize":"1"}}');
CREATE TABLE association (
            official TEXT NOT NULL, mini TEXT NOT NULL, linked_at BIGINT NOT NULL, PRIMARY KEY (official, mini));
CREATE TABLE authorization_ (
            component TEXT NOT NULL, appid TEXT NOT NULL, sets TEXT NOT NULL, refresh_token TEXT NOT NULL UNIQUE,
            authorized_at BIGINT NOT NULL, PRIMARY KEY (component, appid));
CREATE TABLE code (
            code TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, person TEXT NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT, payload TEXT) WITHOUT ROWID;
INSERT INTO "code" VALUES('0g547I77xhjRuHExMjBo4pM1XJA8NxhO','login','wx91ec1bd8a75fce6e','bob',1677600000,1677600300,1677600000,NULL);
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
INSERT INTO "journal" VALUES(1,1677600000,'control','setting',NULL,'','','','{"quota.rates":false}',200,0,'','',0,NULL,NULL);
INSERT INTO "journal" VALUES(2,1677600000,'control','setting',NULL,'','','','{"third_party.preauth_life":900}',200,0,'','',0,NULL,NULL);
INSERT INTO "journal" VALUES(3,1677600000,'control','seed',NULL,'','','','',200,0,'','',0,NULL,NULL);
INSERT INTO "journal" VALUES(4,1677600000,'phone','login','wx91ec1bd8a75fce6e','','/phones/bob-phone','','{"api":"login","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}',200,0,'{"ok":true,"result":{"errMsg":"login:ok","code":"0g547I77xhjRuHExMjBo4pM1XJA8NxhO"}}','',0,NULL,NULL);
INSERT INTO "journal" VALUES(5,1677600000,'api','code2Session','wx91ec1bd8a75fce6e','GET','/sns/jscode2session','appid=wx91ec1bd8a75fce6e&secret=65e284****&js_code=0g547I****&grant_type=authorization_code','',200,0,'{"session_key":"FhuA4H****","openid":"oXMLxaDQQe1Kzoy7SRhkPA5QzLbK","unionid":"oK0OjCEhS-TirEWN5zfmXuHCg4B2"}','127.0.0.1',0,NULL,NULL);
INSERT INTO "journal" VALUES(6,1677600000,'api','getAccessToken','wx91ec1bd8a75fce6e','GET','/cgi-bin/token','grant_type=client_credential&appid=wx91ec1bd8a75fce6e&secret=65e284****','',200,0,'{"access_token":"1_YvY2****","expires_in":7200}','127.0.0.1',0,NULL,NULL);
INSERT INTO "journal" VALUES(7,1677600000,'api','generateScheme','wx91ec1bd8a75fce6e','POST','/wxa/generatescheme','access_token=1_YvY2****','{"jump_wxa":{"path":"pages/a/a","query":"x=1"}}',200,0,'{"errcode":0,"errmsg":"ok","openlink":"weixin://dl/business/?t=xwJMDpeN4hh"}','127.0.0.1',8,NULL,NULL);
INSERT INTO "journal" VALUES(8,1677600000,'phone','openLink',NULL,'','/phones/bob-phone','','{"api":"openLink","appid":null,"version":"release","options":{"link":"weixin://dl/business/?t=xwJMDpeN4hh"},"tap":false,"gesture":"","answers":[],"plugin":null}',200,0,'{"ok":true,"result":{"appid":"wx91ec1bd8a75fce6e","path":"pages/a/a","query":{"x":"1"},"queryText":"x=1","scene":1065,"envVersion":"release","version":"1.0.0"}}','',0,NULL,NULL);
INSERT INTO "journal" VALUES(11,1677600000,'phone','chooseImage','wx91ec1bd8a75fce6e','','/phones/bob-phone','','{"api":"chooseImage","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}',200,0,'{"ok":false,"prompt":{"kind":"chooseImage","title":"选择图片","text":"IMG_0001.jpg\nIMG_0002.jpg","answers":[],"typed":false,"by":"person","detail":{}},"waiting":"prompt-11","reason":"the person has not answered yet"}','',0,NULL,'the person has not answered yet');
CREATE TABLE links_link (
            ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, path TEXT NOT NULL,
            query TEXT NOT NULL, env_version TEXT NOT NULL, made_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, visitor TEXT NOT NULL, extra TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "links_link" VALUES('xwJMDpeN4hh','scheme','wx91ec1bd8a75fce6e','pages/a/a','x=1','release',1677600000,1680192000,'oXMLxaDQQe1Kzoy7SRhkPA5QzLbK','');
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
INSERT INTO "member" VALUES('wx91ec1bd8a75fce6e','alice','administrator');
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
INSERT INTO "opened" VALUES('bob-phone','wx91ec1bd8a75fce6e','release','1.0.0','pages/a/a','{"x":"1"}',1065,'{}','["pages/a/a"]',1,1677600000,NULL,0,'[]');
CREATE TABLE person (
            id TEXT PRIMARY KEY, nickname TEXT NOT NULL, wechat_id TEXT NOT NULL UNIQUE, avatar_url TEXT NOT NULL,
            gender INTEGER NOT NULL, country TEXT NOT NULL, province TEXT NOT NULL, city TEXT NOT NULL,
            language TEXT NOT NULL, phone_number TEXT, country_code TEXT NOT NULL, phone_verified_at BIGINT,
            high_risk INTEGER NOT NULL);
INSERT INTO "person" VALUES('alice','爱丽丝','wxid_d66b03d8d1687f','',0,'China','','','zh_CN','13800000001','86',NULL,0);
INSERT INTO "person" VALUES('bob','bob','wxid_69674173f40915','',0,'China','','','zh_CN',NULL,'86',NULL,0);
CREATE TABLE person_fact (
            person TEXT NOT NULL, room TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (person, room));
CREATE TABLE phone (
            id TEXT PRIMARY KEY, person TEXT NOT NULL, platform TEXT NOT NULL, client_version TEXT NOT NULL,
            base_library TEXT, denied TEXT NOT NULL DEFAULT '[]');
INSERT INTO "phone" VALUES('alice-phone','alice','ios','8.0.50',NULL,'[]');
INSERT INTO "phone" VALUES('bob-phone','bob','ios','8.0.50',NULL,'[]');
CREATE TABLE privacy_button (
            person TEXT NOT NULL, appid TEXT NOT NULL, button TEXT NOT NULL, tapped_at BIGINT NOT NULL,
            PRIMARY KEY (person, appid, button));
CREATE TABLE privacy_consent (
            person TEXT NOT NULL, appid TEXT NOT NULL, kinds TEXT NOT NULL, agreed_at BIGINT, refused_at BIGINT,
            exposed_at BIGINT, PRIMARY KEY (person, appid));
CREATE TABLE quota (
            appid TEXT NOT NULL, name TEXT NOT NULL, day BIGINT NOT NULL, used BIGINT NOT NULL,
            slot BIGINT NOT NULL, slot_used BIGINT NOT NULL, PRIMARY KEY (appid, name)) WITHOUT ROWID;
INSERT INTO "quota" VALUES('wx91ec1bd8a75fce6e','/cgi-bin/token',19417,1,27960000,1);
INSERT INTO "quota" VALUES('wx91ec1bd8a75fce6e','/sns/jscode2session',19417,1,27960000,1);
INSERT INTO "quota" VALUES('wx91ec1bd8a75fce6e','/wxa/generatescheme',19417,1,27960000,1);
INSERT INTO "quota" VALUES('wx91ec1bd8a75fce6e','links.generated',19417,1,1677600000,1);
INSERT INTO "quota" VALUES('wx91ec1bd8a75fce6e','links.opened',19417,1,0,1);
INSERT INTO "quota" VALUES('wx91ec1bd8a75fce6e','login:bob',19417,1,27960000,1);
CREATE TABLE relation (
            appid TEXT NOT NULL, person TEXT NOT NULL, openid TEXT NOT NULL UNIQUE, logged_in_at BIGINT,
            followed_at BIGINT, unfollowed_at BIGINT, PRIMARY KEY (appid, person));
INSERT INTO "relation" VALUES('wx91ec1bd8a75fce6e','bob','oXMLxaDQQe1Kzoy7SRhkPA5QzLbK',1677600000,NULL,NULL);
CREATE TABLE release (
            appid TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL, pages TEXT NOT NULL,
            released_at BIGINT NOT NULL, submitted_at BIGINT, config TEXT NOT NULL, uses TEXT NOT NULL DEFAULT '[]', detected_at BIGINT,
            PRIMARY KEY (appid, kind, version));
INSERT INTO "release" VALUES('wx91ec1bd8a75fce6e','1.0.0','release','["pages/index/index","pages/a/a"]',0,NULL,'{}','[]',NULL);
INSERT INTO "release" VALUES('wx4acf5d3036bbe06f','1.0.0','release','["pages/index/index"]',0,NULL,'{}','[]',NULL);
CREATE TABLE scope (
            person TEXT NOT NULL, appid TEXT NOT NULL, name TEXT NOT NULL, granted INTEGER NOT NULL,
            PRIMARY KEY (person, appid, name));
INSERT INTO "scope" VALUES('bob','wx91ec1bd8a75fce6e','plugin.wx4acf5d3036bbe06f',1);
INSERT INTO "scope" VALUES('alice','wx91ec1bd8a75fce6e','plugin.wx4acf5d3036bbe06f',0);
INSERT INTO "scope" VALUES('bob','wx91ec1bd8a75fce6e','scope.userLocation',1);
CREATE TABLE script (person TEXT PRIMARY KEY, answers TEXT NOT NULL);
CREATE TABLE session (
            appid TEXT NOT NULL, person TEXT NOT NULL, openid TEXT NOT NULL, session_key TEXT NOT NULL,
            made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (appid, person)) WITHOUT ROWID;
INSERT INTO "session" VALUES('wx91ec1bd8a75fce6e','bob','oXMLxaDQQe1Kzoy7SRhkPA5QzLbK','FhuA4HikQPoRJDwNEVYA6Q==',1677600000,1677859200);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "setting" VALUES('quota.rates','false');
INSERT INTO "setting" VALUES('third_party.preauth_life','900');
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
INSERT INTO "token" VALUES('1_YvY2tTYA6bjvBgZkHjuEmigFSji5jXlC5mdUCCYEa6hd8d5jNyN1aBrj9hjw6ntp2baXBvKMUGfZ-NiItOjRBuspdXWJOndBBi9PyiqiwNiAXkrXppB9SpBBWLK1p2GBJtJdq','wx91ec1bd8a75fce6e','token',1677600000,1677607200,NULL);
CREATE TABLE waiting (
            id TEXT PRIMARY KEY, phone TEXT NOT NULL, asked_at BIGINT NOT NULL, prompt TEXT NOT NULL,
            request TEXT NOT NULL);
INSERT INTO "waiting" VALUES('prompt-11','bob-phone',1677600000,'{"kind":"chooseImage","title":"选择图片","text":"IMG_0001.jpg\nIMG_0002.jpg","answers":[],"typed":false,"by":"person","detail":{}}','{"api":"chooseImage","appid":"wx91ec1bd8a75fce6e","version":"release","options":{},"tap":false,"gesture":"","answers":[],"plugin":null}');
CREATE TABLE world (
            one INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL, seed TEXT NOT NULL,
            timeline TEXT NOT NULL, document TEXT NOT NULL, revision INTEGER NOT NULL, frozen INTEGER NOT NULL,
            clock_at DOUBLE PRECISION NOT NULL, clock_real DOUBLE PRECISION NOT NULL);
INSERT INTO "world" VALUES(1,'default',1,'released','as-happened','
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
',3,1,1677600000.0,1.79559744761326932904e+09);
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
