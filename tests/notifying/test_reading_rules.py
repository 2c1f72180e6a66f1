"""The rules in `reso.toml`: read as an operator means them, refused in sentences that show no secret."""

import pytest

from handlers.notifying.rules import routes
from handlers.notifying.ruling import read_rules
from handlers.notifying.targets import read_target
from handlers.settings import SettingWrong, read_settings
from tests.notifying.alerts import reminder

MAIL = "mailto://127.0.0.1:2525?from=reso@shop.example&to=anna@shop.example&mode=insecure"
HOOK = "json://127.0.0.1:8081/hook"
MARKETS = ("amazon.it", "amazon.de")


def rule(**members):
    return read_rules([{"to": HOOK, **members}], MARKETS)[0]


def test_a_rule_with_nothing_but_a_receiver_tells_him_of_everything():
    assert rule().wants(reminder("T-AUTH", "12h", severity="info"), "amazon.it")


@pytest.mark.parametrize(
    ("members", "severity", "kind", "marketplace", "wanted"),
    [
        ({"severity": "warning"}, "info", "return", "amazon.it", False),
        ({"severity": "warning"}, "critical", "return", "amazon.it", True),
        ({"kinds": ["claim"]}, "warning", "return", "amazon.it", False),
        ({"kinds": ["claim", "return"]}, "warning", "return", "amazon.it", True),
        ({"marketplaces": ["amazon.de"]}, "warning", "return", "amazon.it", False),
        ({"marketplaces": "amazon.de"}, "warning", "return", "amazon.de", True),
        ({"marketplaces": ["amazon.de"]}, "warning", "source", None, True),
    ],
)
def test_a_rule_says_which_severity_kind_and_marketplace(members, severity, kind, marketplace, wanted):
    assert rule(**members).wants(reminder("T-AUTH", "12h", severity=severity, kind=kind), marketplace) is wanted


def test_whom_two_rules_name_hears_once_by_the_first():
    rules = read_rules([{"to": HOOK, "language": "it"}, {"to": [MAIL, HOOK], "language": "de"}])
    found = routes(rules, reminder("T-AUTH", "12h"), "amazon.it")
    assert sorted(each.language for each in found.values()) == ["de", "it"]
    assert found[rules[0].to[0].name].language == "it"


def test_a_receiver_keeps_its_name_when_its_password_changes():
    one = read_target("json://reso:one@127.0.0.1/hook")
    assert read_target("json://reso:two@127.0.0.1/hook").name == one.name
    assert read_target("json://reso:one@127.0.0.1/other").name != one.name


def test_a_receiver_may_stand_in_the_environment_and_keeps_its_name_when_that_changes():
    one, two = (read_target("env:HOOK", {"HOOK": f"json://127.0.0.1/{path}"}) for path in "ab")
    assert one.name == two.name
    assert one.url != two.url
    assert one.shown == "env:HOOK (json://127.0.0.1/a)"


def test_no_secret_is_shown():
    target = read_target("json://reso:tellnobody@127.0.0.1/hook")
    assert "tellnobody" not in f"{target!r} {target.shown}"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({}, "[[notify]] number 1 has no 'to': it says nobody to tell"),
        ({"to": []}, "to should be an address for Apprise or a list of such"),
        ({"to": ["nonsense"]}, "to number 1 (without ://) is no address that Apprise can use"),
        ({"to": "https://hooks.example/x"}, "begins with https://; Apprise writes a webhook as jsons://"),
        ({"to": "env:NOT_THERE"}, "is env:NOT_THERE, and the environment has no NOT_THERE"),
        ({"to": MAIL + "&cc=bert@shop.example"}, "names 1 receivers or copies; write an address for each"),
        ({"to": MAIL.replace("?", "/bert@shop.example?")}, "names 2 receivers or copies"),
        ({"to": MAIL.replace("anna@shop.example", "anna@")}, "is no address that Apprise can use"),
        ({"to": HOOK, "severty": "info"}, "has 'severty', which a rule does not know; perhaps 'severity' is meant"),
        ({"to": HOOK, "colour": "red"}, "there are to, severity, kinds, marketplaces, quiet, zone, language, for"),
        ({"to": HOOK, "severity": "loud"}, "severity is 'loud'; it should be info, warning or critical"),
        ({"to": HOOK, "kinds": ["parcel"]}, "kinds names 'parcel'; there are return, "),
        ({"to": HOOK, "marketplaces": ["amazon.ti"]}, "marketplaces names 'amazon.ti', which no rule sheet has"),
        ({"to": HOOK, "quiet": "22:00-07:00"}, "has no 'zone': quiet needs it"),
        ({"to": HOOK, "quiet": "at night", "zone": "UTC"}, "quiet 'at night' are no quiet hours"),
        ({"to": HOOK, "zone": "Rome"}, "zone is 'Rome', which is no time zone"),
        ({"to": HOOK, "language": "xx"}, "language is 'xx'; it should be en, it, de, fr, pl or es"),
        ({"to": HOOK, "for": "Anna B"}, "for is 'Anna B'; it should be a login"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_in_a_sentence(table, sentence):
    with pytest.raises(SettingWrong) as refused:
        read_rules([table], MARKETS)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("reso.toml, [[notify]] number 1")


def test_no_refusal_shows_an_address_that_may_hold_a_secret():
    with pytest.raises(SettingWrong) as refused:
        read_rules([{"to": "slack://tellnobody/x"}])
    assert "tellnobody" not in str(refused.value)


def test_rules_stand_in_the_file_beside_other_settings(tmp_path):
    (tmp_path / "reso.toml").write_text(f'batch = 7\n[[notify]]\nto = "{HOOK}"\nkinds = ["claim"]\n')
    settings = read_settings()
    assert settings.batch == 7
    assert read_rules(settings.notify)[0].kinds == ("claim",)


def test_what_is_no_table_is_refused_without_showing_it(tmp_path):
    (tmp_path / "reso.toml").write_text('notify = "json://reso:tellnobody@127.0.0.1"\n')
    with pytest.raises(SettingWrong, match=r"it should be tables \[\[notify\]\] in reso.toml") as refused:
        read_settings()
    assert "tellnobody" not in str(refused.value)


def test_a_console_address_is_one_that_a_browser_can_go_to():
    assert read_settings(console_url="https://reso.example.com/").console_url == "https://reso.example.com"
    with pytest.raises(SettingWrong, match="the address under which people reach the console"):
        read_settings(console_url="reso.example.com")
