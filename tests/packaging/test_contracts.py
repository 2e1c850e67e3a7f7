import pytest

from devtools.contracts import check_contracts

ONLY_STORAGE = '[[tool.importlinter.contracts]]\nname = "Only storage knows SQLAlchemy"\nsource_modules = [{}]\n'
ONE_DOOR = (
    '[[tool.importlinter.contracts]]\nname = "gui and cli reach the world through services"\n'
    'source_modules = ["app.cli"]\nforbidden_modules = ["app.storage"]\n'
)


@pytest.fixture
def findings(tmp_path):
    """Check a small program of some packages against some contracts."""

    def check(contracts, *packages):
        for name in packages:
            (tmp_path / "app" / name).mkdir(parents=True)
            (tmp_path / "app" / name / "__init__.py").touch()
        (tmp_path / "app" / "__main__.py").touch()
        (tmp_path / "pyproject.toml").write_text(contracts, encoding="utf-8")
        return check_contracts(tmp_path)

    return check


def test_every_other_package_has_to_be_listed(findings):
    contracts = ONLY_STORAGE.format('"app.core"')
    assert findings(contracts, "core", "cli", "storage") == [
        "pyproject.toml: contract “Only storage knows SQLAlchemy”: source_modules lacks app.cli"
    ]


def test_the_owner_and_the_starting_module_need_not(findings):
    assert findings(ONLY_STORAGE.format('"app.core"'), "core", "storage") == []


def test_a_new_outer_world_has_to_be_closed_to_the_front_ends(findings):
    (finding,) = findings(ONE_DOOR, "cli", "storage", "documents")
    assert finding.endswith("through services”: forbidden_modules lacks app.documents")


def test_the_window_needs_layers_of_its_own(findings):
    found = findings(ONE_DOOR.replace('"app.cli"', '"app.cli", "app.gui"'), "cli", "gui", "storage")
    assert found == ["pyproject.toml: app.gui exists, so the contract “GUI layers” has to"]
