"""What `streamlit run dashboard.py` starts; the frame is ui/main.py (docs/decisions/0001 says why)."""

import streamlit as st
from starlette.middleware import Middleware

from ui.headers import Guard
from ui.paths import PageNames
from ui.reader import ReaderCookie
from ui.warm import lifespan

app = st.App(
    "ui/main.py", lifespan=lifespan, middleware=[Middleware(Guard), Middleware(PageNames), Middleware(ReaderCookie)]
)
