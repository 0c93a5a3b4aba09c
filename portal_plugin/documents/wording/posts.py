"""The posts of those who sign, in the words of the LAO type (domain section 2.4)."""

from __future__ import annotations

from portal_plugin.documents.product import Body

_MUNICIPALITY = "เทศบาล"
_PATTAYA = "เมืองพัทยา"


def head_post(municipality: Body) -> str:
    """The head's post: "นายกเทศมนตรีเมือง…", "นายกองค์การบริหารส่วนตำบล…", "นายกเมืองพัทยา"."""
    name = full_name(municipality)
    if name.startswith(_MUNICIPALITY):
        return f"{municipality['words']['head']}{name.removeprefix(_MUNICIPALITY)}"
    return _post("นายก", name, municipality["words"]["head"])


def clerk_post(municipality: Body) -> str:
    """The clerk's post: "ปลัดเทศบาลเมือง…", "ปลัดองค์การบริหารส่วนตำบล…", "ปลัดเมืองพัทยา"."""
    return _post("ปลัด", full_name(municipality), municipality["words"]["clerk"])


def full_name(municipality: Body) -> str:
    """The name with its type word before it, whether it was kept with it, short or without."""
    name, words = str(municipality["name"]).strip(), municipality["words"]
    kind, abbreviation = words["th"], words["abbr"]
    if kind in ("", _PATTAYA) or name.startswith(kind):
        return name
    if abbreviation and name.startswith(abbreviation):
        name = name.removeprefix(abbreviation).strip()
    return name if name.startswith(_MUNICIPALITY) else f"{kind}{name}"


def _post(rank: str, name: str, usual: str) -> str:
    """The rank before the name; where the type has one head alone ("เมืองพัทยา"), its own word."""
    if not usual:  # the province's own office, which has no such posts
        return ""
    return usual if usual == f"{rank}{_PATTAYA}" else f"{rank}{name}"
