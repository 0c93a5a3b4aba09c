"""The primitives are those of the standards: published vectors, and a second implementation."""

from __future__ import annotations

import hashlib

import argon2
import pytest
from nacl import bindings as sodium
from nacl.hash import blake2b as sodium_blake2b
from nacl.public import Box, PrivateKey, PublicKey
from nacl.pwhash import argon2id
from nacl.signing import SigningKey

from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.padding import padded
from portal_plugin.corruption.crypto.sealing import lock, new_key_pair, sealed_key, unlock
from portal_plugin.corruption.crypto.streams import unseal_file
from portal_plugin.tenants.base import new_id

PAIR = new_key_pair()
PLACE = Context(new_id(), Field.FILE, new_id(), new_id())
MORE, LAST = 0, 3


def test_ed25519_signs_as_in_rfc_8032() -> None:
    """Section 7.1, test 3."""
    key = SigningKey(
        bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
    )
    public = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    signature = (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    assert bytes(key.verify_key).hex() == public
    assert key.sign(bytes.fromhex("af82")).signature.hex() == signature


def test_x25519_agrees_as_in_rfc_7748() -> None:
    """Section 6.1."""
    private = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    public = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    assert bytes(PrivateKey(private).public_key).hex() == public
    other = bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    assert sodium.crypto_scalarmult(private, other).hex() == shared


def test_xchacha20_poly1305_encrypts_as_in_the_draft() -> None:
    """draft-irtf-cfrg-xchacha, A.3.1."""
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
        b"future, sunscreen would be it."
    )
    ciphertext = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        text,
        bytes.fromhex("50515253c0c1c2c3c4c5c6c7"),
        bytes(range(0x40, 0x58)),
        bytes(range(0x80, 0xA0)),
    )
    assert ciphertext.hex() == (
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
        "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
        "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        "21f9664c97637da9768812f615c68b13b52e"
        "c0875924c1c7987947deafd8780acf49"
    )


def test_blake2b_digests_as_in_rfc_7693() -> None:
    """Appendix A."""
    assert hashlib.blake2b(b"abc").hexdigest() == (
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
    )


def test_keyed_blake2b_with_a_purpose_agrees_with_libsodium() -> None:
    ours = hashlib.blake2b(b"data", key=bytes(32), person=b"receipt-find", digest_size=32).digest()
    person = b"receipt-find".ljust(16, b"\0")
    theirs = sodium_blake2b(b"data", 32, bytes(32), person=person, encoder=_Raw)
    assert ours == theirs


def test_argon2id_agrees_with_the_reference_implementation_and_its_vector() -> None:
    """The vector of the reference implementation's own tests (2 passes, 256 KiB, version 19)."""
    vector = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    assert _reference(b"password", b"somesalt", 2, 256).hex() == vector
    salt = bytes(range(16))
    ours = argon2id.kdf(32, b"password", salt, opslimit=3, memlimit=256 * 1024)
    assert ours == _reference(b"password", salt, 3, 256)


def test_a_sealed_key_is_a_box_from_an_ephemeral_key_with_a_digest_for_a_nonce() -> None:
    pair = new_key_pair()
    sealed = sealed_key(pair.public, bytes(range(32)))
    ephemeral, boxed = sealed[:32], sealed[32:]
    nonce = hashlib.blake2b(ephemeral + pair.public, digest_size=24).digest()
    box = Box(PrivateKey(pair.private), PublicKey(ephemeral))
    assert box.decrypt(boxed, nonce) == bytes(range(32))


def test_a_file_of_two_pieces_written_by_hand_opens() -> None:
    content = bytes(range(256)) * 400
    assert unseal_file(PAIR, _file_by_hand(content, MORE, LAST), PLACE) == content


@pytest.mark.parametrize("tags", [(LAST, LAST), (MORE, MORE), (LAST, MORE)])
def test_a_file_ends_where_it_says_and_nowhere_else(tags: tuple[int, int]) -> None:
    """Even when its own writer says so: what else he appends is not the file."""
    with pytest.raises(CannotOpen):
        unseal_file(PAIR, _file_by_hand(bytes(range(256)) * 400, *tags), PLACE)


def _file_by_hand(content: bytes, *tags: int) -> bytes:
    """The format as it is described, in the library's own words: 64 KiB a piece."""
    state, key = sodium.crypto_secretstream_xchacha20poly1305_state(), bytes(32)
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    data, proves = padded(content), PLACE.bound_to(b"F\x01")
    assert len(data) == 65_536 * len(tags)
    pieces = [
        sodium.crypto_secretstream_xchacha20poly1305_push(
            state, data[at * 65_536 : (at + 1) * 65_536], proves, tag
        )
        for at, tag in enumerate(tags)
    ]
    return b"".join([b"\x01", sealed_key(PAIR.public, key), header, *pieces])


def test_a_text_locked_by_hand_opens() -> None:
    """The format as it is described, with the library alone."""
    context, key, nonce = Context(new_id(), Field.OPENED_KEY), bytes(32), bytes(24)
    filled = b"text\x80".ljust(4096, b"\0")
    proves = context.bound_to(b"L\x01")
    made = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(filled, proves, nonce, key)
    assert unlock(key, b"\x01" + nonce + made, context) == b"text"
    assert len(lock(key, b"text", context)) == 1 + len(nonce) + len(made)


class _Raw:
    @staticmethod
    def encode(data: bytes) -> bytes:
        return data


def _reference(secret: bytes, salt: bytes, passes: int, kibibytes: int) -> bytes:
    return argon2.low_level.hash_secret_raw(
        secret, salt, passes, kibibytes, parallelism=1, hash_len=32, type=argon2.Type.ID
    )
