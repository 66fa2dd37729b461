"""What was said: conversations, answer receipts and feedback, kept in the library's file."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rag.domain import Answer, Turn
from rag.errors import AccessDenied, InputMissing, shown
from rag.serialize import answer_from_json, answer_to_json
from rag.store.database import Database


class History:
    """Conversations with their turns; each turn's answer is its receipt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def new_conversation(self, owner: str = "", title: str = "New conversation") -> str:
        """Returns an id that cannot be guessed."""
        conversation_id = secrets.token_urlsafe(12)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?)",
                (conversation_id, owner, title, _now()),
            )
        return conversation_id

    def begin(self, conversation_id: str, owner: str = "") -> None:
        """Begin a conversation under an id of the caller's, or go on with it where it stands.

        Raises AccessDenied where another reader's conversation has that id.
        """
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO conversations VALUES (?, ?, ?, ?)",
                (conversation_id, owner, "New conversation", _now()),
            )
        if not self.owns(owner, conversation_id):
            raise AccessDenied(
                f"Conversation {shown(conversation_id)} is another reader's; choose another id."
            )

    def conversations(self, owner: str = "", query: str = "") -> list[tuple[str, str, str]]:
        """(id, title, last change), newest first; `query` is found in the title or a question."""
        rows = self._rows(
            "SELECT c.* FROM conversations c WHERE owner = ? AND (? = '' "
            "OR instr(lower(title), lower(?)) OR EXISTS (SELECT 1 FROM turns t "
            "WHERE t.conversation_id = c.conversation_id AND instr(lower(t.question), lower(?)))) "
            "ORDER BY updated DESC",
            owner,
            query,
            query,
            query,
        )
        return [(row["conversation_id"], row["title"], row["updated"]) for row in rows]

    def owns(self, owner: str, conversation_id: str) -> bool:
        return bool(
            self._rows(
                "SELECT 1 FROM conversations WHERE conversation_id = ? AND owner = ?",
                conversation_id,
                owner,
            )
        )

    def rename(self, conversation_id: str, title: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE conversations SET title = ? WHERE conversation_id = ?",
                (title.strip()[:120], conversation_id),
            )

    def delete(self, conversation_id: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM conversations WHERE conversation_id = ?", (conversation_id,)
            )

    def turns(self, conversation_id: str) -> list[Turn]:
        rows = self._rows(
            "SELECT t.question, r.answer FROM turns t JOIN receipts r USING (receipt) "
            "WHERE conversation_id = ? ORDER BY ordinal",
            conversation_id,
        )
        return [Turn(row["question"], answer_from_json(json.loads(row["answer"]))) for row in rows]

    def save(
        self,
        answer: Answer,
        evidence: Mapping[str, Any],
        conversation_id: str | None = None,
        question: str = "",
    ) -> None:
        """Keep an answer under its receipt and, within a conversation, as its next turn."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?)",
                (
                    answer.receipt,
                    _now(),
                    json.dumps(answer_to_json(answer, whole=True), ensure_ascii=False),
                    json.dumps(evidence, ensure_ascii=False, default=str),
                ),
            )
            if conversation_id is not None:
                self._append(connection, conversation_id, question, answer)

    def _append(
        self, connection: sqlite3.Connection, conversation_id: str, question: str, answer: Answer
    ) -> None:
        ordinal = connection.execute(
            "SELECT coalesce(max(ordinal) + 1, 0) FROM turns WHERE conversation_id = ?",
            (conversation_id,),
        ).fetchone()[0]
        connection.execute(
            "INSERT INTO turns VALUES (?, ?, ?, ?)",
            (conversation_id, ordinal, question, answer.receipt),
        )
        title = " ".join(question.split())[:80]
        connection.execute(
            "UPDATE conversations SET updated = ?, title = CASE WHEN ? = 0 THEN ? ELSE title END "
            "WHERE conversation_id = ?",
            (_now(), ordinal, title, conversation_id),
        )

    def truncate(self, conversation_id: str, turns: int) -> None:
        """Forget all but the first `turns` turns, as when a question is edited."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM turns WHERE conversation_id = ? AND ordinal >= ?",
                (conversation_id, turns),
            )

    def receipt(self, receipt: str) -> tuple[Answer, dict[str, Any]]:
        """The answer and the evidence kept under a receipt; raises InputMissing."""
        rows = self._rows("SELECT answer, evidence FROM receipts WHERE receipt = ?", receipt)
        if not rows:
            raise InputMissing(
                f"No receipt {shown(receipt)} in this library; "
                "the --json of an answer names its receipt."
            )
        return answer_from_json(json.loads(rows[0]["answer"])), json.loads(rows[0]["evidence"])

    def save_feedback(self, receipt: str, kind: str, detail: str = "") -> None:
        """Idempotent: the same word on the same answer is kept once."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO feedback VALUES (?, ?, ?, ?)",
                (receipt, kind, detail[:2000], _now()),
            )

    def feedback(self) -> list[dict[str, str]]:
        rows = self._rows("SELECT * FROM feedback ORDER BY made_at")
        return [dict(row) for row in rows]

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._database.translated():
            return self._database.connection.execute(sql, values).fetchall()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
