package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.Trap;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Map;

/** What the guest is told about what {@code java.nio} threw. */
final class ErrorTable {
    private record Row(Class<? extends Throwable> type, Errno errno) {}

    /** The first row whose type fits. */
    private static final List<Row> BY_TYPE = List.of(
            new Row(NoSuchFileException.class, Errno.NOENT),
            new Row(FileNotFoundException.class, Errno.NOENT),
            new Row(FileAlreadyExistsException.class, Errno.EXIST),
            new Row(DirectoryNotEmptyException.class, Errno.NOTEMPTY),
            new Row(NotDirectoryException.class, Errno.NOTDIR),
            new Row(NotLinkException.class, Errno.INVAL),
            new Row(AccessDeniedException.class, Errno.ACCES),
            new Row(AtomicMoveNotSupportedException.class, Errno.XDEV),
            new Row(FileSystemLoopException.class, Errno.LOOP),
            new Row(ReadOnlyFileSystemException.class, Errno.ROFS),
            new Row(ProviderMismatchException.class, Errno.XDEV),
            new Row(InvalidPathException.class, Errno.ILSEQ),
            new Row(NonReadableChannelException.class, Errno.BADF),
            new Row(NonWritableChannelException.class, Errno.BADF),
            new Row(ClosedChannelException.class, Errno.BADF),
            new Row(ClosedDirectoryStreamException.class, Errno.BADF),
            new Row(ClosedFileSystemException.class, Errno.IO),
            new Row(NotYetConnectedException.class, Errno.NOTCONN),
            new Row(ConnectException.class, Errno.CONNREFUSED),
            new Row(SecurityException.class, Errno.ACCES),
            new Row(UnsupportedOperationException.class, Errno.NOTSUP));

    /** For the exceptions that tell causes apart by the operating system's text only. */
    private static final Map<String, Errno> BY_REASON = Map.ofEntries(
            Map.entry("Is a directory", Errno.ISDIR),
            Map.entry("Not a directory", Errno.NOTDIR),
            Map.entry("Directory not empty", Errno.NOTEMPTY),
            Map.entry("File exists", Errno.EXIST),
            Map.entry("No such file or directory", Errno.NOENT),
            Map.entry("Too many levels of symbolic links", Errno.LOOP),
            Map.entry("Operation not permitted", Errno.PERM),
            Map.entry("Permission denied", Errno.ACCES),
            Map.entry("Invalid argument", Errno.INVAL),
            Map.entry("File name too long", Errno.NAMETOOLONG),
            Map.entry("No space left on device", Errno.NOSPC),
            Map.entry("Disk quota exceeded", Errno.DQUOT),
            Map.entry("Read-only file system", Errno.ROFS),
            Map.entry("Device or resource busy", Errno.BUSY),
            Map.entry("Invalid cross-device link", Errno.XDEV),
            Map.entry("Too many open files", Errno.NFILE),
            Map.entry("Too many links", Errno.MLINK),
            Map.entry("File too large", Errno.FBIG),
            Map.entry("Text file busy", Errno.TXTBSY),
            Map.entry("Operation not supported", Errno.NOTSUP),
            Map.entry("Function not implemented", Errno.NOSYS),
            Map.entry("No such device or address", Errno.NXIO),
            Map.entry("Stale file handle", Errno.STALE),
            Map.entry("Broken pipe", Errno.PIPE),
            Map.entry("Connection reset", Errno.CONNRESET),
            Map.entry("Connection reset by peer", Errno.CONNRESET));

    private ErrorTable() {}

    /**
     * The code for an exception that a WASI function met.
     *
     * @throws Exception the same one, if it is no error of the guest's request: a trap, an exit, an interrupt, a defect
     */
    static int code(Exception thrown) throws Exception {
        return switch (thrown) {
            case WasiError error -> error.errno().code();
            case GuestExit exit -> throw exit;
            case Trap trap -> throw trap;
            case ClosedByInterruptException interrupt -> {
                // The channel is gone and the thread still marked: the call ends, as it does for every other interrupt.
                throw (Exception) new InterruptedException().initCause(interrupt);
            }
            default -> errno(thrown).code();
        };
    }

    /** @throws Exception the same one, if there is no code for it */
    static Errno errno(Exception thrown) throws Exception {
        for (var row : BY_TYPE) {
            if (row.type.isInstance(thrown)) {
                return row.errno;
            }
        }
        if (!(thrown instanceof IOException)) {
            throw thrown;
        }
        var reason = thrown instanceof FileSystemException e ? e.getReason() : thrown.getMessage();
        return BY_REASON.getOrDefault(strip(reason), thrown instanceof SocketException ? Errno.CONNABORTED : Errno.IO);
    }

    /** The JDK adds remarks in brackets. */
    private static String strip(String reason) {
        if (reason == null) {
            return "";
        }
        int remark = reason.indexOf(" or unable to access attributes");
        int bracket = reason.indexOf(" (");
        int end = Math.min(remark < 0 ? reason.length() : remark, bracket < 0 ? reason.length() : bracket);
        return reason.substring(0, end);
    }
}
