package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/** What {@code path_open} does once its arguments are read. */
final class FileOpener {
    /** How often a file may vanish between its creation by somebody else and our opening it, or the other way round. */
    private static final int ATTEMPTS = 8;

    private final WasiState state;

    FileOpener(WasiState state) {
        this.state = state;
    }

    /**
     * @param openFlags {@code $oflags}
     * @param flags {@code $fdflags}
     */
    record Request(String path, boolean follow, int openFlags, long rights, long inheriting, int flags) {
        boolean creates() {
            return (openFlags & Witx.CREAT) != 0;
        }

        boolean truncates() {
            return (openFlags & Witx.TRUNC) != 0;
        }

        boolean writes() {
            return (rights & Rights.WRITING) != 0;
        }

        boolean wantsDirectory() {
            return (openFlags & Witx.DIRECTORY) != 0;
        }

        boolean exclusive() {
            return creates() && (openFlags & Witx.EXCL) != 0;
        }
    }

    Descriptor open(DirectoryDescriptor base, Request request) throws IOException, WasiError {
        check(base, request);
        for (int attempt = 0;; attempt++) {
            // A new file must not be made through a link that is there already.
            try (var target = PathResolver.resolve(base.directory(), request.path, request.follow && !request.exclusive())) {
                return open(base, request, target);
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                if (attempt == ATTEMPTS || !request.creates() || request.exclusive()) {
                    throw e;
                }
            }
        }
    }

    private static void check(DirectoryDescriptor base, Request request) throws WasiError {
        if ((request.openFlags & ~Witx.ALL_OPEN_FLAGS) != 0
                || (request.flags & ~Witx.ALL_FD_FLAGS) != 0
                || request.creates() && request.wantsDirectory()) {
            throw Errno.INVAL.error();
        }
        if (request.creates()) {
            base.require(Rights.PATH_CREATE_FILE);
        }
        if (request.truncates()) {
            base.require(Rights.PATH_FILESTAT_SET_SIZE);
        }
    }

    private Descriptor open(DirectoryDescriptor base, Request request, PathResolver.Target target) throws IOException, WasiError {
        if (!target.exists()) {
            return create(base, request, target);
        }
        if (request.exclusive()) {
            throw Errno.EXIST.error();
        }
        if (target.isSymbolicLink()) {
            throw Errno.LOOP.error();
        }
        return target.isDirectory() ? openDirectory(base, request, target) : openFile(base, request, target);
    }

    private Descriptor openDirectory(DirectoryDescriptor base, Request request, PathResolver.Target target) throws IOException, WasiError {
        if (request.creates() || request.truncates() || (request.rights & Rights.FD_WRITE) != 0) {
            throw Errno.ISDIR.error();
        }
        requireInherited(base, request.rights & Rights.DIRECTORY);
        var directory = target.isParent()
                ? target.parent().retain()
                : target.parent().openDirectory(target.name(), target.attributes());
        var opened = DirectoryDescriptor.opened(
                directory, base.readOnly(), request.rights, request.inheriting & base.inheriting());
        opened.setFlags(request.flags);
        return opened;
    }

    private Descriptor openFile(DirectoryDescriptor base, Request request, PathResolver.Target target) throws IOException, WasiError {
        if (request.wantsDirectory() || target.asDirectory()) {
            throw Errno.NOTDIR.error();
        }
        if (!target.attributes().isRegularFile()) {
            // Pipes would wait for ever, devices are not files.
            throw Errno.NOTCAPABLE.error();
        }
        requireInherited(base, request.rights & Rights.FILE);
        if (request.writes() || request.truncates()) {
            base.requireWritable();
        }
        var parent = target.parent();
        var key = FileKey.of(parent.path().resolve(target.name()), target.attributes());
        if (key.device() != parent.key().device()) {
            parent.namespace().refusePseudo(parent.path().resolve(target.name()), key);
        }
        var options = options(request);
        if (request.truncates()) {
            options.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        return file(base, request, target, parent.openFile(target.name(), options), target.attributes());
    }

    private Descriptor create(DirectoryDescriptor base, Request request, PathResolver.Target target) throws IOException, WasiError {
        if (!request.creates()) {
            throw Errno.NOENT.error();
        }
        base.requireWritable();
        requireInherited(base, request.rights & Rights.FILE);
        if (target.asDirectory()) {
            throw Errno.ISDIR.error();
        }
        var options = options(request);
        options.add(StandardOpenOption.WRITE);
        options.add(StandardOpenOption.CREATE_NEW);
        var parent = target.parent();
        SeekableByteChannel channel;
        try {
            channel = parent.openFile(target.name(), options);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // zip has no channels for both
            options.remove(StandardOpenOption.READ);
            channel = parent.openFile(target.name(), options);
        }
        return file(base, request, target, channel, parent.attributes(target.name()));
    }

    private static Set<OpenOption> options(Request request) {
        var options = new HashSet<OpenOption>();
        boolean writes = request.writes() || request.truncates();
        if (!writes || (request.rights & Rights.FD_READ) != 0) {
            options.add(StandardOpenOption.READ);
        }
        if (writes) {
            options.add(StandardOpenOption.WRITE);
        }
        return options;
    }

    private Descriptor file(
            DirectoryDescriptor base,
            Request request,
            PathResolver.Target target,
            SeekableByteChannel channel,
            BasicFileAttributes attributes)
            throws IOException {
        try {
            var location = new FileLocation(target.parent(), target.name(), attributes);
            var file = new OpenFile(
                    channel,
                    location,
                    base.readOnly(),
                    state.quota(),
                    request.rights & Rights.FILE,
                    request.inheriting & base.inheriting());
            file.setFlags(request.flags);
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void requireInherited(DirectoryDescriptor base, long rights) throws WasiError {
        if ((rights & ~base.inheriting()) != 0) {
            throw Errno.NOTCAPABLE.error();
        }
    }
}
