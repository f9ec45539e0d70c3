"""What stops learning, said so that an administrator can mend it."""


class LearningProblem(Exception):
    """Data or a model that cannot be used; the message says why, Chinese and English."""

    def __init__(self, says: str, says_en: str) -> None:
        super().__init__(f"{says} / {says_en}")
