"""Which tests go to the same process when several processes share the tests."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# what these set up for all their tests is dear: by folder, and by file
FOLDERS = ("tests/dialogues/",)
FILES = ("tests/nlp/learning/", "tests/commands/test_train")


class SideBySide(LoadScopeScheduling):  # type: ignore[misc] # it comes without types
    """Every test by itself to whoever is free, but for those that share what is dear.

    Those come first, so that nobody is left alone with them at the end.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith(FILES):
            return file
        return next((folder for folder in FOLDERS if file.startswith(folder)), nodeid)
