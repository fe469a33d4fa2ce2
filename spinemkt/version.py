"""The version of the model, on its own so that every part of the library can name it."""

VERSION = "0.1.0"
