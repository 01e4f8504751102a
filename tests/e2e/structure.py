"""1. Structure (R1): the code list, names, home branches, accounts, the district's settings."""

from tests.e2e.walk import PASSWORD, Walk, same, true

EMBLEM = (
    "image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SETTINGS = {
    "service_name": "连心", "words": {"报到单": "报到证"}, "organiser": "走查区委组织部",
    "filing_number": "走查备 2026-001", "notice_title": "关于做好在职党员报到工作的通知",
    "notice_number": "走查组〔2026〕1号", "phone": "021-00000000", "hours": "工作日 9:00–17:00",
    "statement_period": "half_year", "emblem": EMBLEM,
}  # fmt: skip


def first_account(walk: Walk) -> None:
    """An operator's command makes the first officer, whose one-time link sets a password once."""
    code = walk.given.district.code
    link = walk.system.command(
        "registry", "create-account", "--role", "district_officer", "--grant", code, "--login", "district",
        "--name", "走查",
    )  # fmt: skip
    walk.set_password(link, "1234567890", refused="422 invalid password")
    walk.set_password(link)
    walk.set_password(link, refused="409 link_over")
    walk.logins["district_officer", code] = "district"
    me = walk.district_officer.get("registry/me")
    same((me["role"], me["scopes"]), ("district_officer", [code]), "who is signed in")


def code_list_dry_run(walk: Walk) -> None:
    """A code list is compared first: everything it would add is named, and nothing changes."""
    district = walk.given.district
    found = walk.district_officer.upload("registry/places/import", district.content)
    same((found["district"], len(found["added"])), (district.code, district.size), "what would be added")
    walk.public.get(f"registry/places/{district.here.code}", refused="404 not_found")


def code_list_applied(walk: Walk) -> None:
    """Applied, every street and community is there under its own code."""
    district = walk.given.district
    walk.district_officer.upload("registry/places/import", district.content, dry_run="false")
    tree = walk.public.get("registry/places/tree", district=district.code)
    found = {each["code"] for street in tree["streets"] for each in street["communities"]}
    same(len(tree["streets"]), len(district.streets), "streets")
    true(found == {place.code for place in district.communities}, "every community of the list, with its code")


def code_list_again(walk: Walk) -> None:
    """Imported again, a list changes only what differs; another district's is refused."""
    district, officer = walk.given.district, walk.district_officer
    again = officer.upload("registry/places/import", district.content, dry_run="false")
    same((again["added"], again["renamed"], again["same"]), ([], [], district.size), "the same list again")
    newer = district.renamed(district.wrong, "走查新村居委会")
    changed = officer.upload("registry/places/import", newer, dry_run="false")
    same([each["code"] for each in changed["renamed"]], [district.wrong.code], "what was renamed")
    same(changed["same"], district.size - 1, "what stayed")
    officer.upload("registry/places/import", district.of_another_district(), refused="403 other_district")


def name_edited(walk: Walk) -> None:
    """A name is edited on the version that was read; on an older one, or on none, the edit is refused."""
    officer, path = walk.district_officer, f"registry/places/{walk.given.district.wrong.code}"
    version = officer.get(path)["version"]
    edited = officer.patch(path, {"name": walk.given.district.wrong.name, "phone": "021-11111111"}, version)
    same(edited.headers["ETag"], f'"v{edited["version"]}"', "ETag")
    officer.patch(path, {"name": "又一个名字"}, version, refused="412 changed")
    officer.patch(path, {"name": "又一个名字"}, None, refused="428 if_match_needed")
    walk.secretary.patch(path, {"name": "又一个名字"}, edited["version"], refused="403")


def home_branches(walk: Walk) -> None:
    """A community gets its home branches, with the 小区 and roads of each."""
    path = f"registry/places/{walk.given.district.here.code}/branches"
    walk.district_officer.post(path, {"name": "第一党支部", "roads": ["走查路", "走查花园"]})
    branch = walk.secretary.post(path, {"name": "第二党支部", "roads": ["另一条路"]})
    walk.secretary.post(path, {"name": "第二党支部"}, refused="409 branch_exists")
    version = branch["version"]
    walk.secretary.patch(f"registry/branches/{branch['id']}", {"roads": ["另一条路", "第三条路"]}, version)
    found = walk.secretary.get(path).items
    same({each["name"]: len(each["roads"]) for each in found}, {"第一党支部": 2, "第二党支部": 2}, "home branches")
    walk["branches"] = {each["name"]: each["id"] for each in found}


def accounts_made(walk: Walk) -> None:
    """Whoever is above makes accounts for officers, secretaries, staff and instructors, each within a scope."""
    district = walk.given.district
    walk.make_officer("street_officer", district.here.street, "street")
    street = walk.officer("street_officer", district.here.street)
    walk["instructor"] = walk.make_officer("instructor", district.here.code, "instructor", by=street)
    walk["staff"] = walk.make_officer("staff", district.here.code, "staff", by=walk.secretary)
    for role, grant in (("street_officer", district.here.street), ("instructor", district.here.code)):
        me = walk.officer(role, grant).get("registry/me")
        same((me["role"], me["scopes"]), (role, [grant]), "who is signed in")
    beyond = {"login": "beyond", "role": "secretary", "name": "走查", "grants": [district.far_street or "999999999"]}
    walk.secretary.post("registry/accounts", beyond, refused="403 role_above")
    street.post("registry/accounts", beyond, refused="422 invalid grants")


def accounts_from_csv(walk: Walk) -> None:
    """Accounts come from a CSV too: a dry run first; sent again they are the same; a wrong row says what is wrong."""
    district, officer = walk.given.district, walk.district_officer
    employer = officer.post("registry/employers", {"name": walk.given.own.employer, "community": district.here.code})
    walk["employer"] = employer["id"]
    rows = [
        "账号,角色,范围,姓名,手机",
        f"hr.own,人事,{walk.given.own.employer},走查,",
        f"secretary.wrong,书记,{district.wrong.code},走查,13800009990",
        f"nobody,书记,{district.code},走查,",
    ]
    table = "\r\n".join(rows).encode("gb18030")
    dry = officer.upload("registry/accounts/import", table)
    same(dry["counts"], {"added": 2, "refused": 1}, "dry run")
    same([(r["row"], r["problems"][0]["field"]) for r in dry["rows"] if r["problems"]], [(4, "scope")], "refused row")
    made = officer.upload("registry/accounts/import", table, dry_run="false")
    again = officer.upload("registry/accounts/import", table, dry_run="false")
    same((made["counts"], again["counts"]), (dry["counts"], {"same": 2, "refused": 1}), "applied, and applied again")
    ids = [row["account"] for row in made["rows"] if row["account"]]
    links = officer.post("registry/accounts/password-links", {"accounts": ids}).items
    for link in links:
        walk.set_password(link["link"])
    walk.logins["employer_officer", employer["id"]] = "hr.own"
    walk.logins["secretary", district.wrong.code] = "secretary.wrong"
    same(walk.employer_officer.get("registry/me")["scopes"], [employer["id"]], "the scope of the employer's officer")
    true(walk.sign_in("secretary.wrong", PASSWORD).token, "the secretary from the table to be signed in")


def settings(walk: Walk) -> None:
    """The district sets names on screen, emblem, organiser, filing number, notice, phone, hours and period."""
    path, officer = f"registry/districts/{walk.given.district.code}/settings", walk.district_officer
    before = walk.public.get(path)
    officer.put(path, SETTINGS, before["version"])
    after = walk.public.get(path)
    same({name: after[name] for name in SETTINGS}, SETTINGS, "settings as everybody reads them")
    officer.put(path, SETTINGS, before["version"], refused="412 changed")
    walk.secretary.put(path, SETTINGS, after["version"], refused="403 not_allowed")
    wrong = SETTINGS | {"emblem": "image/svg+xml;base64,AAAA"}
    officer.put(path, wrong, after["version"], refused="422 invalid emblem")
    picture = walk.public.send("GET", f"registry/districts/{walk.given.district.code}/emblem")
    same(picture.headers["Content-Type"], "image/png", "the emblem's type")


STEPS = [
    first_account, code_list_dry_run, code_list_applied, code_list_again, name_edited, home_branches, accounts_made,
    accounts_from_csv, settings,
]  # fmt: skip
