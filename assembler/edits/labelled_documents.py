"""The documents that a workbook gives now, rendered with every value labelled by its cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from assembler.edits.label_values import Labels, label
from assembler.letter.context import LetterContext
from assembler.model import Assessment
from assembler.templating.template_set import TemplateSet
from assembler.word.join import joined


@dataclass(frozen=True)
class LabelledDocuments:
    """What a workbook gives, by the name of the template; `labels` are those in it."""

    documents: Mapping[str, bytes]
    labels: Labels

    def of(self, kind: str) -> bytes:
        """Return the document of a kind; for any other, which is a pack, all of them joined."""
        return self.documents[kind] if kind in self.documents else joined(self.documents)


def labelled_documents(
    printed: LetterContext, assessment: Assessment, templates: TemplateSet
) -> LabelledDocuments:
    """Render what a workbook gives; `printed` are its words, with those of a draft where any miss.

    Raises AssemblerError when a template is wrong.
    """
    labels = Labels()
    rendered = templates.render(label(printed, assessment, labels))
    return LabelledDocuments({name: one.content for name, one in rendered.items()}, labels)
