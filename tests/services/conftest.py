"""What these tests share: folders and secrets that make nobody wait."""

from tests import quick

tmp_path = quick.tmp_path
cheap_secrets = quick.cheap_secrets
