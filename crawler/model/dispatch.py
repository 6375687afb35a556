"""The head of an official dispatch and the documents it cites: the graph of who warned whom."""

from dataclasses import dataclass

from crawler.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Citation:
    """A dispatch that a document cites. `date` is 'YYYY-MM-DD' or ''; `issuer` as written or ''."""

    number: str
    symbol: str
    date: str
    issuer: str
    evidence: tuple[Finding, ...] = ()

    @property
    def reference(self) -> str:
        """The citation as one string, such as '5971/BC-CAT-PA05'."""
        return f"{self.number}/{self.symbol}"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The head of an official dispatch (công văn, Nghị định 30/2020/NĐ-CP).

    `number` and `symbol` are '' where the template's placeholder stands; `date` is 'YYYY-MM-DD', 'YYYY-MM', 'YYYY'
    or ''. `parent` is the superior body over the issuer. `flags` names residue such as 'placeholder_number'.
    """

    number: str
    symbol: str
    date: str
    issuer: str
    parent: str
    subject: str
    recipients: tuple[str, ...] = ()
    signer_role: str = ""
    signer: str = ""
    flags: tuple[str, ...] = ()
