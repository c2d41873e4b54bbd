"""create_app(): the only file that knows every slice."""

from flask import Flask
from flask_login import current_user
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from caire.administration import views as administration_views
from caire.analysis import views as analysis_views
from caire.api import log as api_log
from caire.api import views as api_views
from caire.attempts import views as attempts_views
from caire.catalogue import views as catalogue_views
from caire.catalogue.registry import installed_modules
from caire.certificates import views as certificates_views
from caire.cmi5 import views as cmi5_views
from caire.cohorts import views as cohorts_views
from caire.config import Config
from caire.dossiers import views as dossiers_views
from caire.learning import views as learning_views
from caire.logs import configure_logs
from caire.lrs.views.application import mount_store
from caire.messaging import views as messaging_views
from caire.organisations import views as organisations_views
from caire.people import views as people_views
from caire.people.login import init_login
from caire.placement import views as placement_views
from caire.reporting import views as reporting_views
from caire.web import health, pages, static_files
from caire.web.addresses import init_addresses, written_addresses
from caire.web.database import init_database
from caire.web.errors import init_errors
from caire.web.forms import csrf_field, csrf_token
from caire.web.language import current_language, init_language
from caire.web.markup import init_markup
from caire.web.navigation import init_navigation
from caire.web.platform import attach_platform
from caire.web.security import init_security
from caire.web.templating import LanguageEnvironment
from caire.wiring import make_jobs, wire_events, wire_store
from caire.workshops import views as workshops_views

BLUEPRINTS = (
    static_files.bp,
    pages.bp,
    people_views.bp,
    messaging_views.bp,
    catalogue_views.bp,
    learning_views.bp,
    learning_views.stop_bp,
    placement_views.bp,
    dossiers_views.bp,
    attempts_views.bp,
    workshops_views.bp,
    certificates_views.bp,
    cmi5_views.bp,
    cmi5_views.content_bp,
    organisations_views.bp,
    cohorts_views.bp,
    reporting_views.bp,
    administration_views.bp,
    analysis_views.bp,
    api_views.bp,
    api_log.bp,
)


def create_app(config: Config) -> Flask:
    """The web application of these settings, with every slice wired."""
    configure_logs(config.environment)
    app = Flask(__name__, static_folder=None, template_folder="web/templates")
    app.jinja_environment = LanguageEnvironment  # type: ignore[assignment]  # Flask's documented way
    platform = attach_platform(app, config)
    wire_events()
    wire_store(config)
    app.extensions["caire.jobs"] = make_jobs(app, config, platform.sessions)
    _init_templates(app, config)
    init_addresses(app)
    init_database(app)
    health.init_health(app)
    init_security(app, config)
    init_login(app)
    init_language(app)
    init_markup(app)
    init_navigation(app)
    init_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    mount_store(app, config)
    if config.site.trusted_proxies:
        hops = config.site.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
    return app


def _init_templates(app: Flask, config: Config) -> None:
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    folders = [str(m.templates) for m in installed_modules().values() if m.templates]
    own_loader = environment.loader
    assert own_loader is not None
    environment.loader = ChoiceLoader([own_loader, FileSystemLoader(folders)])
    environment.globals.update(
        url_for=written_addresses(app),
        asset_url=static_files.asset_url,
        module_asset_url=static_files.module_asset_url,
        csrf_token=csrf_token,
        csrf_field=csrf_field,
        current_language=current_language,
        account=current_user,
        site=config.site,
        environment=config.environment,
    )
