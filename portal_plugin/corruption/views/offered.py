"""Posts that a page offers, begun from the municipality's kind and its departments."""

from __future__ import annotations

import sqlalchemy as sa

from portal_plugin.config.catalogue import lao_words
from portal_plugin.corruption import posts
from portal_plugin.corruption.models import Post
from portal_plugin.corruption.usual_posts import usual_titles
from portal_plugin.corruption.views.desk import desk
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.tenants.models import Department


def offered_posts() -> list[Post]:
    """Posts in use, in their order; filled at the first use."""
    found = posts.posts(desk())
    if found:
        return found
    names = sa.select(Department.name).where(Department.active).order_by(Department.name)
    departments = current_session().scalars(names)
    posts.fill(desk(), usual_titles(lao_words(current_tenant().type), departments))
    return posts.posts(desk())
