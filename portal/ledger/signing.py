"""The key that signs checkpoints: Ed25519 (RFC 8032), made on first use, readable by its owner only."""

import os
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from portal.core.digests import digest_of


class Keys:
    """A pair of keys in a folder: ``checkpoint.key`` (mode 0600) and ``checkpoint.pub``, both PEM."""

    def __init__(self, folder: Path) -> None:
        self._private = folder / "checkpoint.key"
        self._public = folder / "checkpoint.pub"

    def sign(self, words: str) -> str:
        """The signature of ``words``, 128 hexadecimal digits. ``ensure`` the keys first."""
        return self._secret().sign(words.encode()).hex()

    def signed(self, words: str, signature: str) -> bool:
        """Whether this key signed ``words``. Raises ``FileNotFoundError`` without a public key."""
        try:
            self._known.verify(bytes.fromhex(signature), words.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def ensure(self) -> None:
        """Make what is missing of the pair. Raises ``FileNotFoundError`` when only the private key is gone: then
        somebody should look why, and move the public key away with the checkpoints that it signed."""
        if not self._private.exists():
            if self._public.exists():
                raise FileNotFoundError(f"{self._private} is gone, and {self._public.name} is still there")
            self._private.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            key = Ed25519PrivateKey.generate()
            _write(self._private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
        if not self._public.exists():
            public = self._secret().public_key()
            _write(self._public, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)

    def exist(self) -> bool:
        """Whether the keys were made, so that there must be something they signed."""
        return self._private.exists() or self._public.exists()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key's raw bytes in hexadecimal: what to write down elsewhere and compare."""
        return digest_of(self._known.public_bytes(Encoding.Raw, PublicFormat.Raw).hex())

    @cached_property
    def _known(self) -> Ed25519PublicKey:
        key = load_pem_public_key(self._public.read_bytes())
        if not isinstance(key, Ed25519PublicKey):
            raise TypeError(f"{self._public.name} is not an Ed25519 key")
        return key

    def _secret(self) -> Ed25519PrivateKey:
        key = load_pem_private_key(self._private.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(f"{self._private.name} is not an Ed25519 key")
        return key


def _write(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
