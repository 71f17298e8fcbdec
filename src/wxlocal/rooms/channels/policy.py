"""Channels linked to mini programs and shops: what was announced, and from when it holds. Post 15."""

from wxlocal.core.base.policy import Policy

CHANNELS_ASSOCIATION = Policy(
    id="channels-association",
    title="Channels <-> shop/mini program",
    subject="mini program",
    since="2021-06-11",
    before="-",
    after=(
        "shop: channels super admin is shop super admin or member; mini program: 3 conditions "
        "listed, AND/OR not said (shop list reads as OR); >=8.0.6 other guide; API errnos "
        "1416103 not same contractor"
    ),
    decides=("client <8.0.6", "same subject", "same super admin", "channels admin is promoter"),
    confidence="official",
    source="post 15; Errno table",
    posts=(15,),
)
