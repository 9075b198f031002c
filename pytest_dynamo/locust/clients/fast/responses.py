"""Responses of HTTP/1.1, as they come and as a whole."""

from dataclasses import dataclass
from http.client import HTTPException

from geventhttpclient._parser import HTTPResponseParser


@dataclass(frozen=True, slots=True)
class Response:
    """A response; the names of its headers are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class ResponseReader(HTTPResponseParser):
    """One response, read as it comes; the parser calls the methods that begin with `_on_`.

    A name or a value may come in several pieces. Feeding it a second response raises HTTPException: nobody
    has asked for that, and on this connection no answer could be told from another any more.
    """

    is_complete = False
    _is_in_value = True

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []
        self._values: list[str] = []
        self._blocks: list[bytes] = []

    @property
    def is_last(self) -> bool:
        """Whether the connection ends with this response."""
        return not self.should_keep_alive()

    def response(self) -> Response:
        """The whole of it, once it is complete."""
        names = [name.lower() for name in self._names]
        headers = dict(zip(names, self._values, strict=True))
        return Response(self.get_code(), headers, b"".join(self._blocks))

    def _on_message_begin(self) -> None:
        if self.is_complete:
            message = "more has come than the response to one request"
            raise HTTPException(message)
        self._names, self._values, self._blocks = [], [], []
        self._is_in_value = True

    def _on_status(self, _text: str) -> None:
        pass

    def _on_header_field(self, text: str) -> None:
        if self._is_in_value:
            self._names.append(text)
            self._is_in_value = False
        else:
            self._names[-1] += text

    def _on_header_value(self, text: str) -> None:
        if self._is_in_value:
            self._values[-1] += text
        else:
            self._values.append(text)
            self._is_in_value = True

    def _on_headers_complete(self) -> bool:
        return False

    def _on_body(self, block: bytes) -> None:
        self._blocks.append(bytes(block))

    def _on_message_complete(self) -> None:
        # those before 200 are followed by the response itself
        self.is_complete = self.get_code() >= 200
