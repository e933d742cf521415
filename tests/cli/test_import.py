import csv
import json

import pytest
from click.testing import CliRunner

from sanshe.cli.main import cli
from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models import Need
from sanshe.domain.places.operations import found_community
from tests.factories import AT
from tests.formats.hsds.packages import SERVICE, folder, table

CODE = "510104021001"


@pytest.fixture
def community(db):
    return found_community(code=CODE, name_zh="柳荫", name_en="Willow Shade", longitude=104.0, latitude=30.6, at=AT)


def sanshe(*arguments) -> tuple[int, str, str]:
    result = CliRunner(env={"LANG": "en_GB.UTF-8", "LC_ALL": "", "COLUMNS": "200"}).invoke(
        cli, ["import", *map(str, arguments)]
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.django_db
def test_directory_is_stored_and_refusals_are_shown_and_saved(tmp_path):
    root = tmp_path / "package"
    root.mkdir()
    folder(root, services=table(SERVICE, {**SERVICE, "id": "s2", "name": ""}, {**SERVICE, "id": "s3", "url": "x"}))
    saved = tmp_path / "refused.csv"

    code, shown, _ = sanshe("hsds", root, "--report", saved)

    rows = list(csv.DictReader(saved.read_text(encoding="utf-8-sig").splitlines()))
    assert code == 0
    assert sorted(Service.objects.values_list("source_id", flat=True)) == ["s1", "s3"]
    assert [(row["severity"], row["file"], row["row"], row["code"]) for row in rows] == [
        ("refused_row", "services.csv", "3", "missing_name"),
        ("dropped_field", "services.csv", "4", "bad_url"),
    ]
    assert "There is no name." in shown


@pytest.mark.django_db
def test_directory_result_for_machines_is_json_alone(tmp_path):
    code, shown, _ = sanshe("hsds", folder(tmp_path), "--source", "hsds:here", "--json")

    result = json.loads(shown)
    assert code == 0
    assert result["source"] == "hsds:here"
    assert result["imported"]["services"] == {"new": 1, "changed": 0, "unchanged": 0, "absent": 0}
    assert result["tables"]["services"] == {"read": 1, "taken": 1, "refused": 0}


@pytest.mark.django_db
def test_dry_run_stores_no_service(tmp_path):
    code, shown, _ = sanshe("hsds", folder(tmp_path), "--dry-run")

    assert code == 0
    assert "Nothing was stored" in shown
    assert not Service.objects.exists()


@pytest.mark.django_db
def test_what_is_no_directory_ends_with_2_and_a_sentence(tmp_path):
    code, _, told = sanshe("hsds", tmp_path / "none.zip")

    assert code == 2
    assert "none.zip is no HSDS directory" in told


def test_unknown_community_ends_with_2_and_names_the_known(tmp_path, community):
    code, _, told = sanshe("hsds", folder(tmp_path), "--community", "999999999999")

    assert code == 2
    assert f"There is no community 999999999999. Known: {CODE} Willow Shade." in told
    assert not Service.objects.exists()


@pytest.mark.django_db
def test_formula_in_the_saved_report_stays_text(tmp_path):
    root = tmp_path / "package" / "=1+1"
    root.mkdir(parents=True)
    folder(root, services=table({**SERVICE, "name": ""}))
    saved = tmp_path / "refused.csv"

    sanshe("hsds", root.parent, "--report", saved)

    rows = list(csv.DictReader(saved.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["file"] == "'=1+1/services.csv"


def test_messages_become_open_needs_once(tmp_path, community):
    file = tmp_path / "messages.csv"
    file.write_text("id,date,text\n1,2024-05-31,我妈腿脚不便，想找人陪她去医院\n2,,\n3,,随便说说\n", encoding="gb18030")

    first, again = (sanshe("needs", file, "--community", CODE, "--json") for _ in range(2))

    results = [json.loads(shown) for _, shown, _ in (first, again)]
    needs = {need.source_id: need for need in Need.objects.all()}
    assert [code for code, *_ in (first, again)] == [0, 0]
    assert [(result["new"], result["already_there"]) for result in results] == [(2, 0), (0, 2)]
    assert results[0]["encoding"] == "gb18030"
    assert results[0]["reasons"] == [{"severity": "refused_row", "code": "empty_text", "count": 1}]
    assert sorted(needs) == ["1", "3"]
    assert (needs["1"].source, needs["1"].community, needs["1"].status) == ("messages:messages", community, "open")
    assert needs["1"].category is not None
    assert needs["1"].posted_at.date().isoformat() == "2024-05-30"  # midnight of the 31st in Shanghai, in UTC
    assert needs["3"].posted_at.year > 2024


def test_messages_without_a_community_to_go_to_end_with_2(tmp_path, db):
    file = tmp_path / "messages.csv"
    file.write_text("text\n路灯坏了\n")

    code, _, told = sanshe("needs", file)

    assert code == 2
    assert "Say which community with --community CODE. Known: none yet." in told


def test_table_without_text_ends_with_2(tmp_path, db):
    file = tmp_path / "messages.csv"
    file.write_text("words\n路灯坏了\n")

    code, _, told = sanshe("needs", file)

    assert code == 2
    assert "messages.csv is no table of messages" in told


def test_evaluation_prints_figures_of_each_class_and_stores_nothing(tmp_path, community):
    file = tmp_path / "messages.csv"
    lines = [f"{n}号楼的路灯坏了没人修,城乡建设\n{n}路公交车一直不来,交通运输\n" for n in range(20)]
    file.write_text("text,category\n" + "".join(lines) + "没有类别的留言,\n")

    code, shown, _ = sanshe("needs", file, "--evaluate", "--folds", 4, "--json")
    _, table_shown, _ = sanshe("needs", file, "--evaluate", "--folds", 4)

    evaluation = json.loads(shown)["evaluation"]
    assert code == 0
    assert (evaluation["messages"], evaluation["without_category"]) == (40, 1)
    assert {name: figures["support"] for name, figures in evaluation["per_class"].items()} == {
        "城乡建设": 20,
        "交通运输": 20,
    }
    assert evaluation["accuracy"] == 1.0
    assert "macro-F1 1.0000" in table_shown
    assert not Need.objects.exists()


def test_messages_of_one_category_cannot_be_evaluated(tmp_path, db):
    file = tmp_path / "messages.csv"
    file.write_text("text,category\n路灯坏了,城乡建设\n路不平,城乡建设\n")

    code, _, told = sanshe("needs", file, "--evaluate")

    assert code == 2
    assert "messages.csv cannot be evaluated" in told
