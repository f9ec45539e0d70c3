"""All files of a city folder side by side, as far as each can be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from routing_rules.documents import Document, read_document
from routing_rules.entries import Entry
from routing_rules.files import (
    AreasFile,
    CalendarFile,
    CityFile,
    ContestedFile,
    ConversationFile,
    DeadlinesFile,
    ExamplesFile,
    KindsFile,
    PlacesFile,
    RulesFile,
    TaxonomyFile,
    TemplatesFile,
    UnitsFile,
)
from routing_rules.problems import Problem
from routing_rules.validation import validated

FORMS: Mapping[str, type[Entry]] = {
    "city.yaml": CityFile,
    "kinds.yaml": KindsFile,
    "taxonomy.yaml": TaxonomyFile,
    "units.yaml": UnitsFile,
    "areas.yaml": AreasFile,
    "places.yaml": PlacesFile,
    "rules.yaml": RulesFile,
    "deadlines.yaml": DeadlinesFile,
    "calendar.yaml": CalendarFile,
    "templates.yaml": TemplatesFile,
    "contested.yaml": ContestedFile,
    "conversation.yaml": ConversationFile,
    "examples.yaml": ExamplesFile,
}
Form = TypeVar("Form", bound=Entry)


@dataclass(frozen=True, slots=True)
class Contents:
    """The documents that can be read, and of these the ones that have their form."""

    documents: Mapping[str, Document]
    forms: Mapping[str, Entry]

    def form(self, kind: type[Form]) -> Form | None:
        return next((one for one in self.forms.values() if isinstance(one, kind)), None)

    def whole(self, kind: type[Form]) -> Form:
        """The file of that form in a folder that was found sound."""
        form = self.form(kind)
        if form is None:
            raise LookupError(kind.__name__)
        return form


def read_contents(folder: Path, refuse: Callable[[Problem], None]) -> Contents:
    """Reads what it can and tells `refuse` of everything it cannot."""
    documents = {name: read_document(folder / name, refuse) for name in FORMS}
    known = {name: document for name, document in documents.items() if document}
    forms = {name: validated(document, FORMS[name], refuse) for name, document in known.items()}
    for stray in sorted(folder.glob("*.y*ml")):
        if stray.name not in FORMS:
            refuse(_stray(stray.name))
    return Contents(known, {name: form for name, form in forms.items() if form})


def _stray(name: str) -> Problem:
    known = "、".join(FORMS)
    return Problem(name, 0, f"不认识这个文件；可以有：{known}", f"unknown file; known: {known}")
