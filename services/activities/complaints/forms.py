"""What is sent about complaints."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from shared.web import Body, Page

Code = Annotated[str, Field(pattern="^[0-9]{6}([0-9]{3}){0,2}$", description="of a community, street or district")]


class NewComplaint(Body):
    kind: Literal["complaint", "suggestion"]
    about: Literal["place", "system"] = Field("place", description="the system: its district answers")
    place: Code
    text: str = Field(min_length=1, max_length=2000)
    contact: str = Field("", max_length=200, description="only if an answer in person is wanted")


class Following(Body):
    code: str = Field(min_length=1, max_length=40)


class Answer(Body):
    text: str = Field(min_length=1, max_length=2000)


class Destination(Body):
    place: Code


class ComplaintPath(BaseModel):
    complaint_id: str = Field(max_length=80)


class Complaints(Page):
    state: Literal["waiting", "answered"] = "waiting"
