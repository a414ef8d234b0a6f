"""Write over a user's own workbook: only what was read is replaced, and a backup is kept."""

from pathlib import Path

from assembler.errors import AssemblerError
from assembler.files import check_writable, read_file, write_file
from assembler.outputs import copies, lock, names


def write_over(workbook: Path, read: bytes, content: bytes, outputs: Path) -> str:
    """Replace a workbook that was read as `read`; return the backup, which is below `outputs`.

    Raises AssemblerError when it is open in Excel, cannot be written, or was saved since.
    """
    check_writable(workbook)
    slug = names.slug(workbook.stem)
    with lock.held(outputs, slug):
        copies.back_up(outputs, slug, workbook)
        if read_file(workbook, len(read) + 1) != read:
            raise AssemblerError(
                f"{workbook} was saved meanwhile; it was left as it is.", "Run it again."
            )
        write_file(workbook, content)
    backups = copies.backups(outputs, slug, workbook.name)
    return str(backups[-1]) if backups else ""
