"""The files of a project, in a folder or in memory: two implementations of one small interface."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from wxlocal.source.texts import text_of

LARGEST = 4_000_000
SKIPPED = {".git", "node_modules", ".svn", "coverage", "__MACOSX", ".idea", ".vscode"}


class Files(Protocol):
    """Paths have ``/`` between their parts and are relative to the project."""

    def read(self, path: str, most: int = LARGEST) -> bytes | None:
        """The beginning of a file; None if there is none that can be read."""
        ...

    def size(self, path: str) -> int:
        """In bytes; 0 for what is not there."""
        ...

    def walk(self, base: str = "") -> Iterator[str]:
        """All files below a folder, in the order of their names, those of a folder before those of its folders.
        Links are not followed; what never belongs to a project is left out.
        """
        ...


class Folder:
    """The files below a folder of the disk. A path that leads out of it leads nowhere. Names that are not UTF-8 (GBK
    out of an archive) are shown as what they probably say.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real: dict[str, str] = {}

    def _whole(self, path: str) -> str:
        return os.path.join(self.root, self._real.get(path, path))

    def read(self, path: str, most: int = LARGEST) -> bytes | None:
        try:
            if path.startswith("/") or ".." in path.split("/") or not os.path.isfile(self._whole(path)):
                return None
            with open(self._whole(path), "rb") as file:
                return file.read(most)
        except (OSError, ValueError):  # ValueError: a path that no disk can have
            return None

    def size(self, path: str) -> int:
        try:
            return os.stat(self._whole(path)).st_size
        except (OSError, ValueError):
            return 0

    def walk(self, base: str = "") -> Iterator[str]:
        stack = [base]
        while stack:
            folder = stack.pop()
            try:
                with os.scandir(self._whole(folder)) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                path = self._shown(folder, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED:
                        stack.append(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path

    def _shown(self, folder: str, name: str) -> str:
        text = name if name.isascii() else text_of(os.fsencode(name))
        shown = f"{folder}/{text}" if folder else text
        if text != name or folder in self._real:
            self._real[shown] = f"{self._real.get(folder, folder)}/{name}" if folder else name
        return shown


class Memory:
    """Files that were sent. The mapping must not change any more."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self._folders: dict[str, tuple[dict[str, None], list[str]]] = {"": ({}, [])}
        for path in sorted(files):
            self._add(path)

    def _add(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = ({}, [])
            self._add_folder(folder)
        self._folders[folder][1].append(name)

    def _add_folder(self, folder: str) -> None:
        """Makes it known to the folders around it, as far as they do not know it."""
        while folder:
            around, _, name = folder.rpartition("/")
            known = around in self._folders
            self._folders.setdefault(around, ({}, []))[0][name] = None
            if known:
                return
            folder = around

    def read(self, path: str, most: int = LARGEST) -> bytes | None:
        data = self.files.get(path)
        return data if data is None else data[:most]

    def size(self, path: str) -> int:
        return len(self.files.get(path, b""))

    def walk(self, base: str = "") -> Iterator[str]:
        stack = [base]
        while stack:
            folder = stack.pop()
            folders, files = self._folders.get(folder, ({}, []))
            head = f"{folder}/" if folder else ""
            yield from (f"{head}{name}" for name in sorted(files))
            stack += [f"{head}{name}" for name in sorted(folders) if name not in SKIPPED]
