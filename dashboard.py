"""What `streamlit run dashboard.py` starts; the frame is ui/main.py (docs/decisions/0001 says why)."""

import streamlit as st

app = st.App("ui/main.py")
