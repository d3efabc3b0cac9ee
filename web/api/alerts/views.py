"""Endpoints of alerts. Webhook URLs may be secrets, so reading alerts needs the permission to change things."""

from __future__ import annotations

from flask import Response, current_app

from web.alerts.notifier import Notifier
from web.api import schemas
from web.api.alerts.parameters import AlertInput, AlertPath, SwitchInput
from web.api.alerts.serialisers import alert_resource, delivery_resource
from web.api.blueprint import answers, api
from web.api.responses import listed, one
from web.api.write_views import check_permission
from web.current import current_service

_MOST_DELIVERIES = 200


@api.get("/alerts", responses=answers(schemas.AlertList))
def alerts_list() -> Response:
    """All alerts."""
    check_permission()
    return listed(schemas.AlertList(alerts=[alert_resource(each) for each in current_service().alerts.all()]))


@api.post("/alerts", responses=answers(schemas.NewAlert, 201))
def alert_add(body: AlertInput) -> Response:
    """Create an alert for items that are new from now on. The response contains its secret, which is shown only
    once."""
    check_permission()
    made = current_service().alerts.add(body.name, body.url, body.query(), body.pace)
    return one(schemas.NewAlert(alert=alert_resource(made), secret=made.secret), 201)


@api.get("/alerts/<alert_id>", responses=answers(schemas.Alert))
def alert(path: AlertPath) -> Response:
    """One alert."""
    check_permission()
    return one(alert_resource(current_service().alerts.get(path.alert_id)))


@api.put("/alerts/<alert_id>", responses=answers(schemas.Alert))
def alert_switch(path: AlertPath, body: SwitchInput) -> Response:
    """Pause an alert, or resume it for items that are new from now on."""
    check_permission()
    found = current_service().alerts
    (found.resume if body.active else found.pause)(path.alert_id)
    return one(alert_resource(found.get(path.alert_id)))


@api.delete("/alerts/<alert_id>", responses=answers(schemas.Alert))
def alert_remove(path: AlertPath) -> Response:
    """Delete an alert; nothing more is sent for it, including pending messages."""
    check_permission()
    gone = current_service().alerts.get(path.alert_id)
    current_service().alerts.remove(path.alert_id)
    return one(alert_resource(gone))


@api.get("/alerts/<alert_id>/deliveries", responses=answers(schemas.DeliveryList))
def alert_deliveries(path: AlertPath) -> Response:
    """Sent and pending messages of an alert."""
    check_permission()
    found = current_service().alerts.deliveries(path.alert_id, _MOST_DELIVERIES)
    return listed(schemas.DeliveryList(deliveries=[delivery_resource(each) for each in found]))


@api.post("/alerts/<alert_id>/test", responses=answers(schemas.Delivery, 202))
def alert_test(path: AlertPath) -> Response:
    """Send a test message once; its delivery shows the result."""
    check_permission()
    delivery = current_service().alerts.test(path.alert_id)
    notifier: Notifier = current_app.extensions["notifier"]
    notifier.wake()
    return one(delivery_resource(delivery), 202)


@api.post("/alerts/<alert_id>/secret", responses=answers(schemas.NewAlert))
def alert_renew(path: AlertPath) -> Response:
    """Replace the secret of an alert."""
    check_permission()
    renewed = current_service().alerts.renew(path.alert_id)
    return one(schemas.NewAlert(alert=alert_resource(renewed), secret=renewed.secret))
