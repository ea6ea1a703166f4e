"""What a server loads: the application, or a refusal to start."""

from portal.factory import create_app
from portal.web.readiness import refuse_if_unready

application = create_app()
refuse_if_unready(application)
