"""How errors are worded: facts of the wire that no announcement told. The days are those of public error reports."""

from wxlocal.core.base.policy import Policy

_REPORTS = "public error reports: the first with the new words, and the last with the old ones"
WIRE_RID_BESIDE_HINT = Policy(
    id="wire-rid-beside-hint",
    title="errmsg ends in a hint and a rid",
    subject="all accounts",
    since="2020-08-01",
    until="2020-08-20",
    before="errmsg ends in ` hint: [xxxxxxxxxxxxxx]` (seen on 2020-07-01)",
    after="errmsg ends in ` hint: [xxxxxxxxxxxxxx] rid: xxxxxxxx-xxxxxxxx-xxxxxxxx` (seen on 2020-08-01)",
    confidence="observed: on that day at the latest",
    source=_REPORTS,
)
WIRE_RID = Policy(
    id="wire-rid",
    title="errmsg ends in a rid alone",
    subject="all accounts",
    since="2020-08-20",
    before="errmsg ends in a hint and a rid",
    after="errmsg ends in ` rid: xxxxxxxx-xxxxxxxx-xxxxxxxx`; the first group is the Unix time of the call in hex",
    confidence="observed: on that day at the latest",
    source=f"查询rid信息; {_REPORTS}",
)
WIRE_RID_SNS = Policy(
    id="wire-rid-sns",
    title="errmsg of /sns ends in a comma and a rid",
    subject="all accounts",
    since="2021-08-27",
    before="errmsg of /sns ends in `, hints: [ req_id: xxxxxxxxxxxxxx ]`",
    after="errmsg of /sns ends in `, rid: xxxxxxxx-xxxxxxxx-xxxxxxxx`; on the other paths there is no comma",
    confidence="observed: on that day at the latest",
    source=_REPORTS,
)
WIRE_STABLE_ADVICE = Policy(
    id="wire-stable-advice",
    title="40001 advises the stable token",
    subject="all accounts",
    since="2023-05-18",
    before="the text of 40001 ends in `is invalid or not latest` (seen on 2022-11-17)",
    after="outside of /sns it goes on with `, could get access_token by getStableAccessToken, more details at ...`",
    confidence="observed: on that day at the latest",
    source=_REPORTS,
)
