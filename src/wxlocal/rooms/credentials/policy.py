"""How errors are worded: facts of the wire that belong to no announcement."""

from wxlocal.core.base.policy import Policy

WIRE_RID = Policy(
    id="wire-rid",
    title="errmsg ends in a rid",
    subject="all accounts",
    since="2020-10-01",
    before="errmsg ends in ` hint: [xxxxxxxxxxxxxx]` or `hints: [ req_id: ... ]`",
    after="errmsg ends in ` rid: xxxxxxxx-xxxxxxxx-xxxxxxxx`; the first group is the Unix time of the call in hex",
    confidence="inferred: the oldest public examples of a rid are from autumn 2020; the day is a guess",
    source="查询rid信息; public error reports",
)
