"""Cancellation and migration: what was announced, and from when it holds. Posts 16 and 30."""

from wxlocal.core.base.policy import Policy

ACCOUNT_MIGRATION = Policy(
    id="account-migration",
    title="Account migration A->B (scene 1248)",
    subject="mini program",
    since=None,
    after=(
        "7-day freeze, revocable; B accepts <=5 sources, 6 months between; opening A opens B's "
        "home, scene 1248, query migrateSourceAppId/Path/Query/Scene; client <8.0.32 shows H5 "
        "page; release version only. Not for banned accounts, overseas subjects, mini games"
    ),
    decides=("client version >=8.0.32", "scene", "B migrated before"),
    confidence="official",
    source="官方文档 指南/开放能力/小程序账号迁移.md",
    asked="nothing",
)
ACCOUNT_CANCELLATION = Policy(
    id="account-cancellation",
    title="Cancellation of an organisation without verification",
    subject="mini program",
    since="2019-10-25",
    before="-",
    after=(
        "organisation: only with a public account, so verification must be finished first; "
        "individual / government have own ways"
    ),
    decides=("subject type", "public bank account", "verified"),
    confidence="official",
    source="post 16",
    posts=(16,),
    asked="nothing",
)
MIGRATION_IDS = Policy(
    id="migration-ids",
    title="Subject migration keeps ids",
    subject="mini program",
    since="2019-11-20",
    after=(
        "appid, secret, openid unchanged; unionid unchanged iff open account unchanged (but "
        "issuance condition may change with the subject)"
    ),
    decides=("open platform account changed?",),
    confidence="official",
    source="post 30",
    posts=(30,),
    asked="nothing",
)
