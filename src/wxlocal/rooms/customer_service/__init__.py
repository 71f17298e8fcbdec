"""Customer service: what people write to official accounts and mini programs, what the accounts send back, agents.

Post 3 speaks of messages of customer service as one of the ways to reach a person.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.core.world.hooks import POSTED, RECEIVED, REPLIED
from wxlocal.rooms.customer_service import (
    api,
    api_agents,
    api_business,
    api_sessions,
    console,
    gates,
    phone,
    phone_agents,
    phone_reading,
    policy,
    settings,
    store,
)
from wxlocal.rooms.customer_service.facts import Customer, Service

ROOM = Room(
    name="customer_service",
    policies=policies_of(policy),
    settings=(settings.AFTER_PAYMENT, settings.MPNEWS, settings.SESSION_MINUTES),
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=(*api.OPERATIONS, *api_agents.OPERATIONS, *api_sessions.OPERATIONS, *api_business.OPERATIONS),
    abilities=(*phone.ABILITIES, *phone_reading.ABILITIES, *phone_agents.ABILITIES),
    endpoints=console.ENDPOINTS,
    facts=Service,
    person_facts=Customer,
    on=(POSTED(gates.posted), RECEIVED(gates.received), REPLIED(gates.replied)),
)
