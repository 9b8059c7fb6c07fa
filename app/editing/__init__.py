"""Changes of the store made while it is served: one at a time, in order, without ever keeping a reader waiting."""

from app.editing.change import Change, Outcome, Stage, Step, Stopped
from app.editing.editing import Editing
from app.editing.uploads import AllRefused, Upload, Uploads

__all__ = ["AllRefused", "Change", "Editing", "Outcome", "Stage", "Step", "Stopped", "Upload", "Uploads"]
