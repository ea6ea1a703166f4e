"""What a server loads: the application, or a refusal to start.

Outside production the worker also does the jobs that wait, so that one command is enough to try the portal.
"""

import gc
import threading

from portal.factory import create_app
from portal.jobs import work
from portal.web.readiness import refuse_if_unready

application = create_app()
refuse_if_unready(application)
if not application.config["SETTINGS"].production:
    threading.Thread(target=work, args=(application, threading.Event()), daemon=True).start()

# What the program is made of stays until it ends: nobody need look for rubbish in it. Nearly all that a page makes goes
# by itself: to look after each 700 objects takes a twentieth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
