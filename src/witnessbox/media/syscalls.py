"""System call numbers that the sandbox denies, by architecture.

Numbers are from the kernel's `asm/unistd_64.h` (x86-64) and `asm-generic/unistd.h` (aarch64); calls that an
architecture does not have are simply absent from its row.
"""

from __future__ import annotations

from witnessbox.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """What the filter needs to know of a processor architecture.

    Attributes:
        audit: its `AUDIT_ARCH_*` value (linux/audit.h).
        foreign_from: call numbers from here on belong to another calling convention (x32), None where there is none.
        seccomp: number of `seccomp` itself.
        clone: number of `clone`, allowed for threads only.
        clone3: number of `clone3`, said to be absent.
        denied_paths: calls that open, make, move or change something by path; they fail with EACCES, as under Landlock.
        denied: all else that no decoder needs; they fail with EPERM.
        needed: those of both that a program of others cannot do without: being loaded, and opening its own files.
        workshop: those of both that one cannot do without which writes files, starts processes and talks to them.
        socket: number of `socket`, which such a program may call for local ones only.
    """

    audit: int
    foreign_from: int | None
    seccomp: int
    clone: int
    clone3: int
    denied_paths: tuple[int, ...]
    denied: tuple[int, ...]
    needed: tuple[int, ...]
    workshop: tuple[int, ...]
    socket: int


# name: (x86-64, aarch64), None where the architecture has no such call
_PATHS: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None),
    "openat": (257, 56),
    "openat2": (437, 437),
    "creat": (85, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "truncate": (76, 45),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "utimensat": (280, 88),
    "futimesat": (261, None),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    "chroot": (161, 51),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
}

_REST: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "setns": (308, 268),
    "unshare": (272, 97),
    "bpf": (321, 280),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "personality": (135, 92),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "ioperm": (173, None),
    "iopl": (172, None),
    "modify_ldt": (154, None),
}


_NEEDED = ("open", "openat", "openat2", "chdir", "fchdir", "execve", "execveat")
_WORKSHOP = (
    *("creat", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("mkdir", "mkdirat", "rmdir", "truncate", "chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes"),
    *("utimensat", "futimesat", "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4"),
    *("fork", "vfork", "kill", "tkill"),
)


def _numbers(names: tuple[str, ...], index: int) -> tuple[int, ...]:
    return tuple(number for name in names if (number := (_PATHS | _REST)[name][index]) is not None)


def _column(table: dict[str, tuple[int | None, int | None]], index: int) -> tuple[int, ...]:
    return tuple(number for row in table.values() if (number := row[index]) is not None)


ARCHITECTURES = {
    "x86_64": Architecture(
        audit=0xC000003E,
        foreign_from=0x40000000,
        seccomp=317,
        clone=56,
        clone3=435,
        denied_paths=_column(_PATHS, 0),
        denied=_column(_REST, 0),
        needed=_numbers(_NEEDED, 0),
        workshop=_numbers(_WORKSHOP, 0),
        socket=41,
    ),
    "aarch64": Architecture(
        audit=0xC00000B7,
        foreign_from=None,
        seccomp=277,
        clone=220,
        clone3=435,
        denied_paths=_column(_PATHS, 1),
        denied=_column(_REST, 1),
        needed=_numbers(_NEEDED, 1),
        workshop=_numbers(_WORKSHOP, 1),
        socket=198,
    ),
}
