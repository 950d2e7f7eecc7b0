"""Fills the `data` of interactions: option values, chosen entities and files, resolved."""

from collections.abc import Mapping
from typing import Any

from bot.rehearsal.attaching import Attaching
from bot.rehearsal.cast import Cast, Channel
from bot.rehearsal.commands import ATTACHMENT, CHANNEL, MENTIONABLE, ROLE, USER
from bot.rehearsal.errors import RefusedError
from bot.rehearsal.forms import Upload
from bot.rehearsal.showing import Showing

Json = dict[str, Any]
_UPLOAD_FIELD = 19
_SELECT_KINDS = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}


class Resolving:
    """Collects `resolved` while values are put into Discord's form.

    Attributes:
        resolved: Discord's resolved data so far.
        new: bytes of the files that came along, by attachment id.
    """

    def __init__(
        self,
        cast: Cast,
        showing: Showing,
        attaching: Attaching,
        channel: Channel,
        uploads: Mapping[int, Upload],
    ) -> None:
        self.resolved: Json = {}
        self._cast = cast
        self._showing = showing
        self._attaching = attaching
        self._channel = channel
        self._uploads = uploads

    @property
    def new(self) -> dict[str, bytes]:
        """Bytes of the files that came along, by attachment id."""
        return self._attaching.new

    def options(self, options: list[Json]) -> list[Json]:
        """Command options with file indexes turned into attachment ids.

        Raises:
            RefusedError: an option names somebody or something that is not here.
        """
        done = []
        for option in options:
            if "options" in option:
                done.append({**option, "options": self.options(option["options"])})
                continue
            value = option.get("value")
            if option["type"] == ATTACHMENT:
                value = self.file(value)
            elif option["type"] in {USER, ROLE, MENTIONABLE, CHANNEL}:
                self.entity(option["type"], str(value))
            done.append({**option, "value": value})
        return done

    def select(self, component_type: int, values: list[str]) -> None:
        """Resolve what was chosen in a user, role, mentionable or channel select."""
        kind = _SELECT_KINDS.get(component_type)
        for value in values if kind else []:
            self.entity(kind or 0, value)

    def fields(self, components: list[Json]) -> list[Json]:
        """The submitted components of a modal, with file indexes turned into ids."""
        done = []
        for item in components:
            if isinstance(item.get("component"), dict):
                done.append({**item, "component": self._field(item["component"])})
            elif isinstance(item.get("components"), list):
                done.append({**item, "components": self.fields(item["components"])})
            else:
                done.append(self._field(item))
        return done

    def _field(self, field: Json) -> Json:
        values = field.get("values") or []
        if field.get("type") == _UPLOAD_FIELD:
            return {**field, "values": [self.file(value) for value in values]}
        self.select(field.get("type", 0), values)
        return field

    def file(self, value: object) -> str:
        """Take the file with an index; gives the attachment id.

        Raises:
            RefusedError: no such file was sent.
        """
        upload = self._uploads.get(int(str(value))) if str(value).isdigit() else None
        if upload is None:
            raise RefusedError("The file did not arrive. Choose it again.")
        attachment = self._attaching.take(upload)
        shown = self._showing.attachment(attachment, self._channel.id)
        self._put("attachments", attachment.id, shown)
        return attachment.id

    def entity(self, kind: int, value: str) -> None:
        """Resolve a user, role or channel by id.

        Raises:
            RefusedError: there is none with this id.
        """
        user = self._cast.users.get(value)
        channel = self._cast.channels.get(value)
        roles = {role["id"]: role for role in self._cast.roles_json()}
        if kind in {USER, MENTIONABLE} and user:
            self._put("users", user.id, user.json())
            if not self._channel.direct:
                member = self._cast.member_json(user, with_user=False)
                member["permissions"] = str(self._cast.permissions(user, self._channel))
                self._put("members", user.id, member)
        elif kind in {ROLE, MENTIONABLE} and value in roles:
            self._put("roles", value, roles[value])
        elif kind == CHANNEL and channel:
            self._put("channels", channel.id, self._cast.channel_json(channel))
        else:
            raise RefusedError("That person, role or channel is not here.")

    def _put(self, kind: str, key: str, value: Json) -> None:
        self.resolved.setdefault(kind, {})[key] = value

    def into(self, data: Json) -> Json:
        """The data with what was resolved, if anything was."""
        return {**data, "resolved": self.resolved} if self.resolved else data
