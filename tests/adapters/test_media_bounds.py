"""A hostile archive costs no more to look at than an honest one."""

from __future__ import annotations

import struct
import tracemalloc

from portal.adapters import media_containers

HEAD = 64 * 1024


def test_names_that_claim_the_whole_head_are_not_gathered() -> None:
    head = b"PK\x03\x04" + bytes(28)
    for number in range((HEAD - len(head)) // 8):
        head += b"PK\x01\x02\xff\xff" + struct.pack("<H", number)
    tracemalloc.start()
    media_containers.zipped(head)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
