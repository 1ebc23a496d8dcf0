"""How requests are read where nobody says anything else."""

from __future__ import annotations

from gateway.policy import Audio, Images
from gateway.proxy.wire.options import ReadOptions


def test_what_cannot_be_examined_is_refused_by_default() -> None:
    options = ReadOptions(model="canary-model")
    assert not options.provider_state
    assert options.seals is None
    assert options.attachments.images is Images.BLOCK
    assert options.attachments.audio is Audio.BLOCK
    assert "canary" not in repr(options)
