"""How the service and a worker speak: frames on a pipe, each four bytes of length (big endian) and that many bytes.

A worker that is ready sends an empty frame.

A request is one frame of JSON. An answer is a frame of JSON, its head; then the frames of the body; then an empty frame. Where the head
says `whole`, its body is the one frame that follows.
A body that cannot be finished ends with a frame that says so instead: its length is `BROKEN`, and nothing follows.
"""

import struct

LENGTH = struct.Struct(">I")
BROKEN = 2**32 - 1
PIECE = 64 * 1024
"""Bytes of the body that are kept back before the head is sent: until then an error can still have its own status."""


def framed(data: bytes | bytearray) -> bytes:
    return LENGTH.pack(len(data)) + data
