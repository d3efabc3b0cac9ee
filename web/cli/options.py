"""Options that several commands share, and the service that they use."""

from __future__ import annotations

from typing import Any

import click

from compare.errors import InputError
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from web.settings import Settings
from web.wiring import build_service, check_reader


class _Moment(click.ParamType[Moment]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Moment:
        try:
            return Moment.parse(value)
        except InputError as error:
            self.fail(str(error), param, ctx)


MOMENT = _Moment()
_SERVICE = f"{__name__}.service"
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
outlet_filter = click.option("--outlet", "outlets", multiple=True, help="Only from this outlet (repeatable).")
about_filter = click.option(
    "--about", multiple=True, help="Only from outlets with this attribute, such as country:Aldermark (repeatable)."
)
since_filter = click.option("--since", type=MOMENT, help="Only published on or after this date.")
until_filter = click.option("--until", type=MOMENT, help="Only published on or before this date.")


def filters(command: Any) -> Any:
    """The options that filter articles."""
    return outlet_filter(about_filter(since_filter(until_filter(command))))


def filter_of(
    service: Parallax, outlets: tuple[str, ...], about: tuple[str, ...], since: Moment | None, until: Moment | None
) -> Filter:
    """The filter for these options."""
    return service.outlets.filtered(Filter.of_names(outlets, since, until), about)


def settings_of(context: click.Context) -> Settings:
    """The settings of this run; read from the environment if a command is called without its group."""
    return context.find_object(Settings) or Settings.read()


def service_of(context: click.Context) -> Parallax:
    """The service for the archive of the command, created once; changes do not wait for comparisons.

    Raises ModelError if the reader's model is not installed.
    """
    service = used_service(context)
    if service is None:
        check_reader(settings_of(context))
        service = context.meta[_SERVICE] = unchecked_service_of(context)
        service.comparing.delegate_to(lambda: None)
    return service


def used_service(context: click.Context) -> Parallax | None:
    """The service of `service_of`, if the command has used it."""
    service: Parallax | None = context.meta.get(_SERVICE)
    return service


def unchecked_service_of(context: click.Context) -> Parallax:
    """The service for the archive of the command, even if the reader's model is not installed."""
    return build_service(settings_of(context))
