"""/registry/privacy: what is kept of people, why, how long and who sees it. The version is what members agree to."""

from services.registry.members.model import CONSENT_VERSION
from shared.web.pages import Pages, page

pages = Pages("privacy_notice", __name__, "registry")


@pages.get("/privacy")
def notice() -> str:
    return page("privacy/notice.html", version=CONSENT_VERSION)
