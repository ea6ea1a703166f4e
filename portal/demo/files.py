"""Small files made on the spot, as if somebody had uploaded them."""

from io import BytesIO

from werkzeug.datastructures import FileStorage


def text_file(name: str, words: str) -> FileStorage:
    """An upload called ``name`` that holds ``words``."""
    return FileStorage(BytesIO(words.encode()), filename=name, content_type="text/plain")
