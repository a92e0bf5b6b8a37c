"""Words of a regulation, kept in every language that they are published in."""

from pydantic import BaseModel, ConfigDict


class Text(BaseModel):
    """One text in Chinese, English and, where it was reviewed, Tibetan."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str
    bo: str = ""

    def say(self, language: str) -> str:
        """The words in `language` (zh, en, bo; a region such as zh-hans is allowed); Chinese where there are none."""
        return str(getattr(self, language[:2], "") or self.zh)


def words(zh: str, en: str) -> Text:
    """A text of a regulation that is written down in the program itself."""
    return Text(zh=zh, en=en)
