"""What `streamlit run dashboard.py` starts; the frame is ui/main.py (docs/decisions/0001 says why)."""

import streamlit as st

from ui.warm import lifespan

app = st.App("ui/main.py", lifespan=lifespan)
